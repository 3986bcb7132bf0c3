import { AppError, MAX_FAULTS, messageOf } from '../errors.ts';

export interface JsonLimits {
  /**
   * How many values, including the keys of objects. A million of them keep `JSON.parse` busy for a
   * second.
   */
  readonly maxValues: number;
  /**
   * How deep objects and arrays may nest. Two million levels keep `JSON.parse` busy for three
   * seconds.
   */
  readonly maxDepth: number;
}

/** What {@link JSON.parse} would find, computed in one cheap pass. */
interface JsonOutline {
  readonly values: number;
  readonly depth: number;
  /** The number of keys of the outermost object. */
  readonly keyCount: number;
  /** The first keys of the outermost object. */
  readonly keys: readonly string[];
}

/**
 * Thrown for JSON that exceeds its limits. It names the keys of the outermost object, so that the
 * caller can report them.
 */
export class JsonTooComplex extends Error {
  override readonly name = 'JsonTooComplex';
  readonly outline: JsonOutline;

  constructor(outline: JsonOutline) {
    super('The JSON has too many values or nests too deeply');
    this.outline = outline;
  }
}

/**
 * Parses JSON in a time that depends only on `limits` and the length of the text.
 * @throws AppError `invalid_request` if it is not JSON.
 * @throws JsonTooComplex
 */
export function parseJson(json: string, limits: JsonLimits): unknown {
  const outline = outlineOf(json);
  if (outline.values > limits.maxValues || outline.depth > limits.maxDepth) throw new JsonTooComplex(outline);
  try {
    // RFC 8259, 8.1: a byte order mark may be ignored.
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (cause) {
    // The parser's own message quotes the text, so report only the position.
    const place = /at position \d+/.exec(messageOf(cause))?.[0];
    throw new AppError('invalid_request', `The body is not JSON${place ? ` (${place})` : ''}`, { cause });
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function outlineOf(json: string): JsonOutline {
  const keys: string[] = [];
  let [values, level, depth, keyCount] = [1, 0, 0, 0];
  let lastText = '';
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfText(json, at + 1);
        if (level === 1 && keys.length < 2 * MAX_FAULTS)
          lastText = json.slice(at + 1, Math.min(end, at + 400));
        at = end;
        break;
      }
      case COLON:
        if (level === 1 && ++keyCount && keys.length < 2 * MAX_FAULTS) keys.push(lastText);
        values++;
        break;
      case COMMA:
        values++;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        values++;
        depth = Math.max(depth, ++level);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        level--;
    }
  }
  return { values, depth, keyCount, keys };
}

/** Returns the index of the quotation mark that ends a text, or the length of the JSON. */
function endOfText(json: string, from: number): number {
  for (let at = from; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return json.length;
}
