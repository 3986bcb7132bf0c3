/** Parsed JSON of any shape. Tests look into it without declaring it first. */
// biome-ignore lint/suspicious/noExplicitAny: a declared shape would hide what is missing
export type Json = any;
