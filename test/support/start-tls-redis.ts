import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tracked } from './open-resources.ts';
import { freePort, type RedisServer, startRedis } from './start-redis.ts';

export interface TlsRedis extends AsyncDisposable {
  /** Host and port of the TLS listener. */
  readonly tlsHost: string;
  /** The certificate of the authority that signed the server's certificate. */
  readonly caFile: string;
  /** The same server without TLS, for administration. */
  readonly server: RedisServer;
}

/** Starts a private Redis with TLS and new certificates. */
export async function startTlsRedis(): Promise<TlsRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'tickerspan-tls-'));
  const port = await freePort();
  try {
    const { caFile, certFile, keyFile } = await makeCertificates(folder);
    const server = await startRedis(
      ...['--tls-port', String(port), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', caFile],
    ).catch((cause: unknown) => {
      throw new Error('redis-server does not start with TLS: it has to be built with BUILD_TLS=yes', {
        cause,
      });
    });
    return tracked('redis with TLS', { tlsHost: `127.0.0.1:${port}`, caFile, server }, async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Creates an authority and its certificate for 127.0.0.1. */
async function makeCertificates(folder: string) {
  const [caFile, caKey, certFile, keyFile, request, extensions] = [
    'ca.crt',
    'ca.key',
    'redis.crt',
    'redis.key',
    'redis.csr',
    'extensions',
  ].map((name) => join(folder, name)) as [string, string, string, string, string, string];
  await writeFile(extensions, 'subjectAltName=IP:127.0.0.1\n');
  const ofAuthority = ['-x509', '-days', '1', '-subj', '/CN=An authority for a test'];
  await openssl('req', ...ofAuthority, ...KEY, '-keyout', caKey, '-out', caFile);
  await openssl('req', '-subj', '/CN=redis', ...KEY, '-keyout', keyFile, '-out', request);
  const signing = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-extfile', extensions, '-days', '1'];
  await openssl('x509', '-req', '-in', request, ...signing, '-out', certFile);
  return { caFile, certFile, keyFile };
}

async function openssl(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('openssl', [...args]).catch((cause: unknown) => {
    throw new Error('no certificate could be made: is the program openssl installed?', { cause });
  });
}
