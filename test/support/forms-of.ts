/**
 * Returns the forms that a secret may have in a text: as it is, escaped for URLs and JSON, and as
 * part of base64 at each offset.
 */
export function formsOf(secret: string): readonly string[] {
  const shifted = [0, 1, 2].map((offset) => {
    const text = Buffer.from(' '.repeat(offset) + secret).toString('base64');
    // The characters at both ends depend on the neighbors, so they are removed.
    return text.slice(offset === 0 ? 0 : offset + 1).slice(0, -4);
  });
  const forms = [secret, encodeURIComponent(secret), encodeURI(secret), JSON.stringify(secret).slice(1, -1)];
  return [...new Set([...forms, ...shifted, Buffer.from(secret).toString('hex')])];
}
