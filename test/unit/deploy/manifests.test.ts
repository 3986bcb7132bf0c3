import { clusterProblems } from '../../../deploy/checks/cluster.ts';
import { type ComposeFile, composeProblems } from '../../../deploy/checks/compose-file.ts';
import { scrapeProblems, stackProblems } from '../../../deploy/checks/compose-stack.ts';
import { readImage } from '../../../deploy/checks/image.ts';
import { type KubernetesObject, schemaProblems } from '../../../deploy/checks/kubernetes-object.ts';
import { render, unusedFiles } from '../../../deploy/checks/kustomization.ts';
import { readOneYaml } from '../../../deploy/checks/yaml-file.ts';

const image = readImage();
type Change = (text: string) => string;
const swap =
  (from: string, to: string): Change =>
  (text) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  };

function cluster(change: Change = (text) => text): readonly string[] {
  const objects = JSON.parse(
    change(JSON.stringify(render('deploy/kubernetes/example'))),
  ) as KubernetesObject[];
  const problems = objects.flatMap(schemaProblems);
  return problems.length > 0 ? problems : clusterProblems(objects, image);
}

function compose(change: Change = (text) => text): readonly string[] {
  const file = JSON.parse(change(JSON.stringify(readOneYaml('deploy/compose.yaml')))) as ComposeFile;
  const problems = composeProblems(file);
  return problems.length > 0 ? problems : stackProblems(file, 'deploy', image);
}

describe('the manifests for Kubernetes', () => {
  test('fit their schemas, each other and the image, and none is left out', () => {
    expect(cluster()).toEqual([]);
    expect(unusedFiles('deploy/kubernetes')).toEqual([]);
  });

  test('are rendered with what the overlay changes', () => {
    const objects = render('deploy/kubernetes/example');
    const text = JSON.stringify(objects);
    expect(text).toContain('"image":"registry.example.com/tickerspan:0.1.0"');
    expect(text).toContain('"maxReplicaCount":40');
    expect(objects.find(({ kind }) => kind === 'ConfigMap')?.data).toMatchObject({
      LOG_LEVEL: 'info',
      ARTICLE_TTL_SECONDS: '1209600',
    });
  });

  test.each([
    ['a misspelt field', swap('readinessProbe', 'readinesProbe'), 'readinesProbe is not known'],
    [
      'a misspelt field of KEDA',
      swap('pollingInterval', 'polingInterval'),
      '/spec/polingInterval is not known',
    ],
    ['a missing field', swap('"scaleTargetRef"', '"x"'), 'scaleTargetRef'],
    ['a value of another kind', swap('"periodSeconds":10', '"periodSeconds":"10"'), 'must be integer'],
    ['a kind without a schema', swap('"kind":"PodDisruptionBudget"', '"kind":"PodDisruption"'), 'no schema'],
    ['a setting that is none', swap('LOG_LEVEL', 'LOGLEVEL'), 'LOGLEVEL is no setting'],
    ['a value that no process starts with', swap('"LOG_LEVEL":"info"', '"LOG_LEVEL":"loud"'), 'LOG_LEVEL'],
    ['a path at which nothing answers', swap('/readyz', '/ready'), 'nothing answers at /ready'],
    [
      'a port that is not the image’s',
      swap('"containerPort":8080', '"containerPort":80'),
      'not PORT of the image',
    ],
    [
      'too little time to stop',
      swap('"terminationGracePeriodSeconds":25', '"terminationGracePeriodSeconds":15'),
      'killed before',
    ],
    [
      'more privileges than are needed',
      swap('"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":false'),
      'expected true',
    ],
    [
      'a scaler of nothing',
      swap('"scaleTargetRef":{"name":"tickerspan-worker"}', '"scaleTargetRef":{"name":"worker"}'),
      'no Deployment worker',
    ],
    [
      'a service that leads nowhere',
      swap('"targetPort":"http"', '"targetPort":"web"'),
      'no port is named web',
    ],
  ])('are refused with %s', (_what, change, message) => {
    expect(cluster(change).join('\n')).toContain(message);
  });
});

describe('the compose file', () => {
  test('fits the specification, itself and the image', () => {
    expect(compose()).toEqual([]);
  });

  test.each([
    ['a misspelt key', swap('"read_only"', '"readonly"'), 'must not have readonly'],
    ['a setting that is none', swap('WORKER_CONCURRENCY', 'WORKERS'), 'WORKERS is no setting'],
    ['no keys', swap('"API_KEYS"', '"LOG_LEVEL"'), 'API_KEYS is not set'],
    ['a port at which nothing listens', swap(':8080"', ':80"'), 'nothing listens on 80'],
    [
      'too little time to stop',
      swap('"stop_grace_period":"20s"', '"stop_grace_period":"5s"'),
      'killed before',
    ],
    [
      'a file that is not there',
      swap('./prometheus/rules', './prometheus/rule'),
      'no volume or file ./prometheus/rule',
    ],
    ['a Redis that others reach', swap('"internal":true', '"internal":false'), 'reached from outside'],
    [
      'a secret that nobody is told of',
      swap('GRAFANA_PASSWORD:?', 'GRAFANA_SECRET:?'),
      'does not tell of GRAFANA_SECRET',
    ],
  ])('is refused with %s', (_what, change, message) => {
    expect(compose(change).join('\n')).toContain(message);
  });

  test('has no secret in it', () => {
    const text = JSON.stringify(readOneYaml('deploy/compose.yaml'));
    expect([...text.matchAll(/(?:API_KEYS|SECRET|PASSWORD)":"(?!\$\{)/g)]).toEqual([]);
  });
});

test('Prometheus asks the services where they answer', () => {
  const file = readOneYaml('deploy/compose.yaml') as ComposeFile;
  const ask = (name: string, port: number) => ({
    scrape_configs: [{ job_name: 'job', dns_sd_configs: [{ names: [name], port }] }],
  });
  expect(scrapeProblems(readOneYaml('deploy/prometheus/prometheus.yml'), file, image)).toEqual([]);
  expect(scrapeProblems(ask('worker', 8080), file, image)).toEqual([
    'job: worker listens on 9464, not on 8080',
  ]);
  expect(scrapeProblems(ask('workers', 9464), file, image)).toEqual([
    'job: there is no service workers with metrics',
  ]);
});
