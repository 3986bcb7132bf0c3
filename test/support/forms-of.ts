/** How a secret may stand in a text: as it is, escaped for URLs and JSON, and wherever it lies in something that is in base64. */
export function formsOf(secret: string): readonly string[] {
  const shifted = [0, 1, 2].map((offset) => {
    const text = Buffer.from(' '.repeat(offset) + secret).toString('base64');
    // What its neighbours have a part in, at either end, is cut off.
    return text.slice(offset === 0 ? 0 : offset + 1).slice(0, -4);
  });
  const forms = [secret, encodeURIComponent(secret), encodeURI(secret), JSON.stringify(secret).slice(1, -1)];
  return [...new Set([...forms, ...shifted, Buffer.from(secret).toString('hex')])];
}
