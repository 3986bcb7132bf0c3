import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { KillStep } from './kill-steps.ts';
import { RequestParser } from './request-parser.ts';
import { commandOf, type StoreCommand } from './store-command.ts';

/**
 * What happens to all traffic: it passes, hangs until the fault is over, is lost on its way there
 * or back, or connections are refused.
 */
export type Condition = 'pass' | 'hang' | 'lose-requests' | 'lose-answers' | 'refuse';

/** A process whose traffic passes through the wire. */
export interface Passenger {
  readonly role: 'api' | 'worker';
  /** Ends the process at once. */
  kill(): void;
}

/** Waits for a command and kills the process that sends it, before or after Redis has it. */
export interface Trap {
  readonly step: KillStep;
  /**
   * Limits the trap to commands about one article, by its id or its title. The command that stores
   * the title reveals the id.
   */
  readonly about?: { id?: string; title?: string };
  readonly onSprung: () => void;
}

/** How long a command has to reach Redis after its process was killed. */
const FLUSH_MS = 250;

/**
 * Stands between processes and Redis, with a port for each process. It sees every command, so it
 * can kill a process between two steps without the process's help. It can also behave like a bad
 * network.
 */
export class Wire {
  readonly #redisPort: number;
  readonly #servers: Server[] = [];
  readonly #connections = new Set<Connection>();
  #traps: Trap[] = [];
  #condition: Condition = 'pass';
  #latencyMs = 0;
  /** How many times something was lost. */
  lost = 0;

  constructor(redisPort: number) {
    this.#redisPort = redisPort;
  }

  get condition(): Condition {
    return this.#condition;
  }

  get latencyMs(): number {
    return this.#latencyMs;
  }

  /** Opens a port that leads to Redis, for one process and its replacements. */
  async portFor(passenger: Passenger): Promise<number> {
    const server = createServer((client) => {
      if (this.#condition === 'refuse') return void client.destroy();
      const connection = new Connection(client, this.#redisPort, this, passenger);
      this.#connections.add(connection);
      client.once('close', () => this.#connections.delete(connection));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  set(condition: Condition, latencyMs = 0): void {
    this.#condition = condition;
    this.#latencyMs = latencyMs;
    for (const connection of this.#connections) connection.update();
  }

  /** Cuts all connections. */
  cut(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  /** Sets a trap and returns a function that removes it. */
  arm(trap: Trap): () => void {
    this.#traps.push(trap);
    return () => {
      this.#traps = this.#traps.filter((one) => one !== trap);
    };
  }

  /** Returns the trap that a request springs. A trap springs once. */
  sprungBy(parts: readonly Buffer[], { role }: Passenger): Trap | undefined {
    if (this.#traps.length === 0) return undefined;
    const command = commandOf(parts);
    const trap = this.#traps.find(
      ({ step, about }) =>
        step.role === role && (about === undefined || isAbout(command, about)) && step.matches(command),
    );
    if (trap) this.#traps = this.#traps.filter((one) => one !== trap);
    return trap;
  }

  async close(): Promise<void> {
    this.cut();
    for (const server of this.#servers) server.close();
    await Promise.all(this.#servers.map((server) => server.listening && once(server, 'close')));
  }
}

/**
 * Checks whether a command is about an article. If only the title is known, the first command with
 * the title reveals the id.
 */
function isAbout({ keys, args }: StoreCommand, about: NonNullable<Trap['about']>): boolean {
  const { title } = about;
  if (about.id === undefined && title !== undefined && args.some((arg) => arg.includes(title))) {
    const id = /\{(a_[a-z2-7]{26})\}/.exec(keys[0] ?? '')?.[1];
    if (id !== undefined) about.id = id;
  }
  const { id } = about;
  return id !== undefined && [...keys, ...args].some((text) => text.includes(id));
}

/** One connection of a process, and its connection to Redis. */
class Connection {
  readonly #client: Socket;
  readonly #redis: Socket;
  readonly #wire: Wire;
  readonly #passenger: Passenger;
  readonly #parser = new RequestParser();
  /** Data was lost, so replies would no longer match their requests. */
  #isBroken = false;
  #isDead = false;
  readonly #toRedis: SlowPipe;
  readonly #toClient: SlowPipe;

  constructor(client: Socket, redisPort: number, wire: Wire, passenger: Passenger) {
    this.#client = client;
    this.#wire = wire;
    this.#passenger = passenger;
    this.#redis = connect(redisPort, '127.0.0.1');
    // Each direction has half of the latency.
    this.#toRedis = new SlowPipe(this.#redis);
    this.#toClient = new SlowPipe(client);
    for (const socket of [client, this.#redis]) {
      socket.setNoDelay();
      socket.on('error', () => {});
      socket.once('close', () => this.#onClose());
    }
    client.on('data', (chunk) => this.#onRequests(chunk));
    this.#redis.on('data', (chunk) => this.#onReplies(chunk));
    this.update();
  }

  /** Applies the current condition of the wire. */
  update(): void {
    const { condition } = this.#wire;
    if (condition === 'refuse' || (this.#isBroken && condition === 'pass')) {
      this.destroy();
      return;
    }
    for (const socket of [this.#client, this.#redis]) {
      if (condition === 'hang') socket.pause();
      else socket.resume();
    }
  }

  destroy(): void {
    this.#client.destroy();
    this.#redis.destroy();
  }

  #onRequests(chunk: Buffer): void {
    for (const { bytes, parts } of this.#parser.push(chunk)) {
      if (this.#isDead) return;
      if (this.#wire.condition === 'lose-requests') this.#lose();
      if (this.#isBroken) continue;
      const trap = this.#wire.sprungBy(parts, this.#passenger);
      if (!trap || trap.step.when === 'after') this.#toRedis.push(bytes, this.#wire.latencyMs / 2);
      if (!trap) continue;
      this.#isDead = true;
      this.#passenger.kill();
      trap.onSprung();
    }
  }

  #onReplies(chunk: Buffer): void {
    if (this.#wire.condition === 'lose-answers') this.#lose();
    if (this.#isBroken || this.#isDead) return;
    this.#toClient.push(chunk, this.#wire.latencyMs / 2);
  }

  #lose(): void {
    this.#isBroken = true;
    this.#wire.lost += 1;
  }

  #onClose(): void {
    if (this.#isDead) setTimeout(() => this.destroy(), FLUSH_MS).unref();
    else this.destroy();
  }
}

/** Writes to a socket after a delay, always in the original order. */
class SlowPipe {
  readonly #socket: Socket;
  readonly #waiting: { readonly bytes: Buffer; readonly at: number }[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  push(bytes: Buffer, delayMs: number): void {
    if (delayMs === 0 && this.#waiting.length === 0) {
      this.#socket.write(bytes);
      return;
    }
    this.#waiting.push({ bytes, at: performance.now() + delayMs });
    if (this.#waiting.length === 1) this.#wait();
  }

  #wait(): void {
    const [first] = this.#waiting;
    if (first) setTimeout(() => this.#writeDue(), Math.max(0, first.at - performance.now()));
  }

  #writeDue(): void {
    const now = performance.now();
    while (this.#waiting[0] && this.#waiting[0].at <= now)
      this.#socket.write(this.#waiting.shift()?.bytes ?? '');
    this.#wait();
  }
}
