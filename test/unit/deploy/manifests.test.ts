import { readFileSync } from 'node:fs';
import { clusterProblems } from '../../../deploy/checks/cluster.ts';
import {
  type ComposeFile,
  composeProblems,
  scrapeProblems,
  stackProblems,
} from '../../../deploy/checks/compose.ts';
import { type KubernetesObject, schemaProblems } from '../../../deploy/checks/kubernetes-object.ts';
import { parseYaml, readOneYaml } from '../../../deploy/checks/yaml-file.ts';

type Change = (text: string) => string;
const swap =
  (from: string, to: string): Change =>
  (text) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  };

/** The manifests as files. `npm run check:manifests` checks what kubectl renders from them. */
const MANIFESTS = [
  'base/service-account',
  'base/api',
  'base/worker',
  'base/network-policies',
  'monitoring/scaler',
];
const CONFIG = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'tickerspan' },
  data: { LOG_LEVEL: 'info', SHUTDOWN_GRACE_MS: '10000', WORKER_CONCURRENCY: '16' },
};

function cluster(change: Change = (text) => text): readonly string[] {
  const files = MANIFESTS.map((name) => `deploy/kubernetes/${name}.yaml`);
  const manifests = files.flatMap((file) => parseYaml(readFileSync(file, 'utf8'), file));
  const objects = JSON.parse(change(JSON.stringify([...manifests, CONFIG]))) as KubernetesObject[];
  const problems = objects.flatMap(schemaProblems);
  return problems.length > 0 ? problems : clusterProblems(objects);
}

function compose(change: Change = (text) => text): readonly string[] {
  const file = JSON.parse(change(JSON.stringify(readOneYaml('deploy/compose.yaml')))) as ComposeFile;
  const problems = composeProblems(file);
  return problems.length > 0 ? problems : stackProblems(file, 'deploy');
}

describe('the manifests for Kubernetes', () => {
  test('match their schemas, each other and the image', () => {
    expect(cluster()).toEqual([]);
  });

  test.each([
    ['a misspelt field', swap('readinessProbe', 'readinesProbe'), 'readinesProbe is not a known field'],
    [
      'a misspelt field of KEDA',
      swap('pollingInterval', 'polingInterval'),
      '/spec/polingInterval is not a known field',
    ],
    ['a missing field', swap('"scaleTargetRef"', '"x"'), 'scaleTargetRef'],
    ['a value of the wrong type', swap('"periodSeconds":10', '"periodSeconds":"10"'), 'must be integer'],
    ['a kind without a schema', swap('"kind":"PodDisruptionBudget"', '"kind":"PodDisruption"'), 'no schema'],
    ['an unknown setting', swap('LOG_LEVEL', 'LOGLEVEL'), 'LOGLEVEL is not a setting'],
    ['an invalid value of a setting', swap('"LOG_LEVEL":"info"', '"LOG_LEVEL":"loud"'), 'LOG_LEVEL'],
    ['a probe of a path that does not exist', swap('/readyz', '/ready'), 'nothing answers at /ready'],
    [
      'another port than the image',
      swap('"containerPort":8080', '"containerPort":80'),
      "not the image's PORT",
    ],
    [
      'too little time to stop',
      swap('"terminationGracePeriodSeconds":25', '"terminationGracePeriodSeconds":15'),
      'killed before',
    ],
    [
      'unneeded privileges',
      swap('"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":false'),
      'expected true',
    ],
    [
      'a scaler without a Deployment',
      swap('"scaleTargetRef":{"name":"tickerspan-worker"}', '"scaleTargetRef":{"name":"worker"}'),
      'no Deployment worker',
    ],
    [
      'a selector that matches no pod',
      swap('"podSelector":{"matchLabels":{', '"podSelector":{"matchLabels":{"tier":"web",'),
      'it selects no pod',
    ],
  ])('are refused with %s', (_what, change, message) => {
    expect(cluster(change).join('\n')).toContain(message);
  });
});

describe('the compose file', () => {
  test('matches the specification, itself and the image', () => {
    expect(compose()).toEqual([]);
  });

  test.each([
    ['a misspelt key', swap('"read_only"', '"readonly"'), 'must not have readonly'],
    ['an unknown setting', swap('WORKER_CONCURRENCY', 'WORKERS'), 'WORKERS is not a setting'],
    ['no API keys', swap('"API_KEYS"', '"LOG_LEVEL"'), 'API_KEYS is not set'],
    ['a port where nothing listens', swap(':8080"', ':80"'), 'nothing listens on 80'],
    [
      'too little time to stop',
      swap('"stop_grace_period":"20s"', '"stop_grace_period":"5s"'),
      'killed before',
    ],
    [
      'a file that does not exist',
      swap('./prometheus/rules', './prometheus/rule'),
      'no volume or file ./prometheus/rule',
    ],
    [
      'a Redis that can be reached from outside',
      swap('"internal":true', '"internal":false'),
      'reached from outside',
    ],
    [
      'a required variable that .env.example does not list',
      swap('GRAFANA_PASSWORD:?', 'GRAFANA_SECRET:?'),
      'does not list GRAFANA_SECRET',
    ],
  ])('is refused with %s', (_what, change, message) => {
    expect(compose(change).join('\n')).toContain(message);
  });

  test('contains no secret', () => {
    const text = JSON.stringify(readOneYaml('deploy/compose.yaml'));
    expect([...text.matchAll(/(?:API_KEYS|SECRET|PASSWORD)":"(?!\$\{)/g)]).toEqual([]);
  });
});

test('Prometheus scrapes the services at the ports where they listen', () => {
  const file = readOneYaml('deploy/compose.yaml') as ComposeFile;
  const ask = (name: string, port: number) => ({
    scrape_configs: [{ job_name: 'job', dns_sd_configs: [{ names: [name], port }] }],
  });
  expect(scrapeProblems(readOneYaml('deploy/prometheus/prometheus.yml'), file)).toEqual([]);
  expect(scrapeProblems(ask('worker', 8080), file)).toEqual(['job: worker listens on 9464, not on 8080']);
  expect(scrapeProblems(ask('workers', 9464), file)).toEqual([
    'job: there is no service workers with metrics',
  ]);
});
