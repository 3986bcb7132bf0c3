import { entriesOf } from './yaml-lines.ts';
import { scalarOf } from './yaml-scalar.ts';

/** The text of each scalar field, by its key. Line ends in a text are spaces. */
export type Fields = ReadonlyMap<string, string>;

/**
 * Reads the scalar fields of a YAML mapping in linear time: keys of the mapping itself with plain,
 * quoted, literal (`|`) and folded (`>`) scalars, and anchors and aliases of such scalars. Lists,
 * maps and nulls have no text and are omitted. The first of two equal keys counts.
 *
 * If a value is invalid YAML (`title: @name`, `title: 早盘: 收盘`), its text is the rest of the line,
 * because generators write such front matter. We use no YAML library, because they recurse into
 * nested input.
 */
export function yamlFields(yaml: string): Fields {
  const fields = new Map<string, string>();
  const anchors = new Map<string, string>();
  for (const { key, first, more } of entriesOf(yaml)) {
    const { anchor, rest } = propertiesOf(first);
    const text = aliased(rest, anchors) ?? scalarOf(rest, more);
    if (text === null) continue;
    if (anchor !== undefined && !anchors.has(anchor)) anchors.set(anchor, text);
    if (!fields.has(key)) fields.set(key, text);
  }
  return fields;
}

/** Separates a scalar from its anchor and its standard tag. */
function propertiesOf(value: string): { readonly anchor?: string; readonly rest: string } {
  let rest = value;
  let anchor: string | undefined;
  for (let count = 0; count < 2; count++) {
    const match = /^(?:&([\w-]{1,64})|!![a-z]{1,16}|!)(?:[ \t]+|$)/.exec(rest);
    if (!match) break;
    anchor ??= match[1];
    rest = rest.slice(match[0].length);
  }
  return anchor === undefined ? { rest } : { anchor, rest };
}

function aliased(value: string, anchors: ReadonlyMap<string, string>): string | undefined {
  const name = /^\*([\w-]{1,64})(?:[ \t]+#.*)?$/.exec(value)?.[1];
  return name === undefined ? undefined : anchors.get(name);
}
