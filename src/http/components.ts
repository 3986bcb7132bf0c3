import { z } from 'zod';

/**
 * The schemas that `openapi.json` gives a name. Each is registered where it is defined, or in
 * `core-components.ts`.
 */
export const components = z.registry<{
  id: string;
  examples?: z.$input[];
  /** What a refinement demands, because code cannot be translated. */
  oneOf?: object[];
}>();
