import { z } from 'zod';

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Tickerspan[A-Za-z]+$/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({
            summary: z.string().min(1),
            description: z.string().min(1),
            runbook_url: z.string(),
          }),
        }),
      ),
    }),
  ),
});

export type Alert = z.infer<typeof rulesSchema>['groups'][number]['rules'][number];

/**
 * Parses Prometheus rules. Throws if an alert lacks a severity, a summary, a description or a link
 * to the runbook.
 */
export function alertsIn(rules: unknown): readonly Alert[] {
  return rulesSchema.parse(rules).groups.flatMap((group) => group.rules);
}

/** Returns the anchors that GitHub gives the third-level headings of a Markdown document. */
export function anchorsIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^### (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
