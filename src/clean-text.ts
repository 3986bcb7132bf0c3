/**
 * Characters that strict readers refuse: control characters except tab and line ends, lone
 * surrogates, and code points that Unicode reserves as noncharacters. `jq`, PostgreSQL's `jsonb`
 * and XML parsers stop at one of them.
 */
const UNFIT = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;
const NO_CHARACTER = /[\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** Returns whether every reader of JSON, XML and SQL accepts the text. */
export function isCleanText(text: string): boolean {
  return !UNFIT.test(text);
}

/**
 * Makes a text from elsewhere clean: a control character becomes a space, what is no character
 * becomes U+FFFD.
 */
export function cleanText(text: string): string {
  return isCleanText(text) ? text : text.replace(CONTROL, ' ').replace(NO_CHARACTER, '\uFFFD');
}
