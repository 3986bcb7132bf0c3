import { z } from 'zod';
import { jsonSubmissionSchema } from '../../articles/submissions/json.ts';
import { quoteSchema } from '../../quotes/quote.ts';
import * as answers from './answer-schemas.ts';
import * as examples from './examples.ts';
import * as operatorExamples from './operator-examples.ts';
import * as operator from './operator-schemas.ts';
import * as results from './result-schemas.ts';
import * as webhooks from './webhook-schemas.ts';

interface Component {
  readonly schema: z.ZodType;
  readonly example?: unknown;
}

/** Every schema that the document names. */
const COMPONENTS = {
  Submission: { schema: jsonSubmissionSchema, example: examples.submissionExample },
  Receipt: { schema: results.receiptSchema, example: examples.receiptExample },
  Result: { schema: results.resultSchema, example: examples.resultExample },
  Mention: { schema: results.mentionSchema },
  Evidence: { schema: results.evidenceSchema },
  Warning: { schema: results.warningSchema },
  Company: { schema: results.companySchema },
  Quote: { schema: quoteSchema, example: examples.quoteExample },
  ArticlesById: { schema: answers.articlesByIdSchema },
  Page: { schema: answers.pageSchema, example: examples.pageExample },
  Summary: { schema: answers.summarySchema, example: examples.summaryExample },
  Line: { schema: answers.lineSchema },
  Refresh: { schema: answers.refreshSchema },
  Explanation: { schema: answers.explanationSchema, example: examples.explanationExample },
  Quotes: { schema: answers.quotesSchema, example: examples.quotesExample },
  Annotations: { schema: answers.annotationsSchema },
  SchemaOrg: { schema: answers.schemaOrgSchema },
  Endpoint: { schema: webhooks.endpointSchema, example: examples.endpointExample },
  Endpoints: { schema: webhooks.endpointsSchema, example: examples.endpointsExample },
  Redelivery: { schema: webhooks.redeliverySchema, example: examples.redeliveryExample },
  Ledger: { schema: operator.ledgerSchema, example: operatorExamples.ledgerExample },
  LedgerTotals: { schema: operator.ledgerTotalsSchema },
  LedgerRow: { schema: operator.ledgerRowSchema },
  Drift: { schema: operator.driftSchema },
  Failures: { schema: operator.failuresSchema, example: operatorExamples.failuresExample },
  FailureGroup: { schema: operator.failureGroupSchema },
  Liveness: { schema: answers.livenessSchema },
  Readiness: { schema: answers.readinessSchema },
  Problem: { schema: answers.problemSchema, example: examples.problemExample },
} as const satisfies Record<string, Component>;

export type SchemaName = keyof typeof COMPONENTS;

export type JsonSchema = Readonly<Record<string, unknown>>;

export function referenceTo(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** The schemas as JSON Schema 2020-12, which is OpenAPI 3.1's, each with its example. */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, { schema }] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => referenceTo(id).$ref });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, withExample(id, schema)]),
  );
}

function withExample(id: string, schema: JsonSchema): JsonSchema {
  const { example }: Component = COMPONENTS[id as SchemaName];
  return {
    ...schema,
    // A refinement is code, which no schema can hold: this is what that of the submission says.
    ...(id === 'Submission' ? { oneOf: [{ required: ['html'] }, { required: ['markdown'] }] } : {}),
    ...(example === undefined ? {} : { examples: [example] }),
  };
}
