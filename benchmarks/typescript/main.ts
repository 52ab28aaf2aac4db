// cdk8s as its users write it in TypeScript: an ApiObject for each object, one file each.
import { readFileSync } from 'fs';
import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';

interface Service {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly port: number;
  readonly env: ReadonlyArray<{ readonly name: string; readonly value: string }>;
  readonly cpu: string;
  readonly memory: string;
}

interface ChartInput {
  readonly id: string;
  readonly services: readonly Service[];
}

const LOGS_PATH = '/var/log/app';
const LOGS_PORT = 9102;

function labels(chart: string, name: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': chart,
    'app.kubernetes.io/managed-by': 'k8spatterns-lib',
  };
}

function resources(cpu: string, memory: string) {
  return { requests: { cpu, memory }, limits: { memory } };
}

function security() {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  };
}

function mainContainer(of: Service) {
  return {
    name: of.name,
    image: of.image,
    env: of.env,
    ports: [{ name: 'http', containerPort: of.port }],
    resources: resources(of.cpu, of.memory),
    volumeMounts: [{ name: 'logs', mountPath: LOGS_PATH }],
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5, timeoutSeconds: 2 },
    livenessProbe: { httpGet: { path: '/alive', port: 'http' }, initialDelaySeconds: 10, periodSeconds: 20 },
    securityContext: security(),
  };
}

function logsContainer(name: string) {
  return {
    name: 'logs',
    image: 'registry.example.com/platform/log-shipper:2.4.1',
    args: ['--service', name, '--path', LOGS_PATH],
    ports: [{ name: 'metrics', containerPort: LOGS_PORT }],
    resources: resources('20m', '32Mi'),
    volumeMounts: [{ name: 'logs', mountPath: LOGS_PATH, readOnly: true }],
    securityContext: security(),
  };
}

function addDeployment(scope: Construct, chart: string, of: Service): void {
  new ApiObject(scope, `${of.name}-deployment`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: of.name, labels: labels(chart, of.name) },
    spec: {
      replicas: of.replicas,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      selector: { matchLabels: { 'app.kubernetes.io/name': of.name } },
      template: {
        metadata: { labels: labels(chart, of.name) },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            fsGroup: 65532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [mainContainer(of), logsContainer(of.name)],
          volumes: [{ name: 'logs', emptyDir: { sizeLimit: '64Mi' } }],
        },
      },
    },
  });
}

function addService(scope: Construct, chart: string, of: Service): void {
  new ApiObject(scope, `${of.name}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: of.name, labels: labels(chart, of.name) },
    spec: {
      selector: { 'app.kubernetes.io/name': of.name },
      ports: [
        { name: 'http', port: 80, targetPort: 'http' },
        { name: 'metrics', port: LOGS_PORT, targetPort: 'metrics' },
      ],
    },
  });
}

const [source, outdir] = process.argv.slice(2);
const charts: ChartInput[] = JSON.parse(readFileSync(source, 'utf8'));
const app = new App({ outdir, yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
for (const each of charts) {
  const chart = new Chart(app, each.id);
  for (const service of each.services) {
    addDeployment(chart, each.id, service);
    addService(chart, each.id, service);
  }
}
app.synth();
