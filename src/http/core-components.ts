import { companySchema, listedMentionSchema } from '../articles/article-schemas.ts';
import { explanationSchema } from '../articles/explain-article.ts';
import { resultSchema } from '../articles/representations/result.ts';
import { schemaOrgSchema } from '../articles/representations/schema-org.ts';
import { annotationsSchema } from '../articles/representations/web-annotations.ts';
import { jsonSubmissionSchema } from '../articles/submissions/json.ts';
import { warningSchema } from '../articles/warning.ts';
import { summarySchema } from '../feed/feed-entry.ts';
import { ledgerRowSchema, ledgerTotalsSchema } from '../ledger/ledger-report.ts';
import { evidenceSchema } from '../mentions/mention.ts';
import { failureGroupSchema } from '../operations/failures-by-reason.ts';
import { quoteSchema } from '../quotes/quote.ts';
import { driftSchema } from '../telemetry/drift.ts';
import { components } from './components.ts';
import {
  explanationExample,
  quoteExample,
  resultExample,
  submissionExample,
  summaryExample,
} from './examples.ts';

// The core does not know HTTP, so its schemas get their names and examples here.

jsonSubmissionSchema.register(components, {
  id: 'Submission',
  examples: [submissionExample],
  oneOf: [{ required: ['html'] }, { required: ['markdown'] }],
});
resultSchema.register(components, { id: 'Result', examples: [resultExample] });
listedMentionSchema.register(components, { id: 'Mention' });
evidenceSchema.register(components, { id: 'Evidence' });
warningSchema.register(components, { id: 'Warning' });
companySchema.register(components, { id: 'Company' });
quoteSchema.register(components, { id: 'Quote', examples: [quoteExample] });
explanationSchema.register(components, { id: 'Explanation', examples: [explanationExample] });
summarySchema.register(components, { id: 'Summary', examples: [summaryExample] });
annotationsSchema.register(components, { id: 'Annotations' });
schemaOrgSchema.register(components, { id: 'SchemaOrg' });
ledgerTotalsSchema.register(components, { id: 'LedgerTotals' });
ledgerRowSchema.register(components, { id: 'LedgerRow' });
driftSchema.register(components, { id: 'Drift' });
failureGroupSchema.register(components, { id: 'FailureGroup' });
