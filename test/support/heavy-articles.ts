import { sinaSpan } from './build.ts';

/** Returns the cashtag of a number: `$AAAA`, `$BAAA`, … */
function cashtag(serial: number): string {
  const letter = (place: number) => String.fromCharCode(65 + (Math.floor(serial / 26 ** place) % 26));
  return `$${letter(0)}${letter(1)}${letter(2)}${letter(3)}`;
}

/**
 * Returns an article of this many characters that consists of cashtags. `serial` makes it unique.
 */
export function cashtags(serial: number, characters: number): string {
  const tags = Array.from({ length: Math.ceil(characters / 6) }, (_, index) => cashtag(index + serial));
  return `<p>${tags.join(' ')}</p>`;
}

/** Returns an article with this many spans in Sina's form, each in a sentence. */
export function spans(serial: number, count: number): string {
  const sentences = Array.from({ length: count }, (_, index) => {
    const code = `sh${600_000 + (index % 3000)}`;
    return `<p>板块走强，${sinaSpan(code, `长安汽${index % 900}`)}今日涨停。</p>`;
  });
  return `<p>第${serial}号</p>${sentences.join('\n')}`;
}

/** Returns an article of this many bytes that repeats one company name. */
export function repeatedName(serial: number, bytes: number): string {
  const sentence = '今天长安汽车股份公布消息，股价上涨。';
  const times = Math.ceil(bytes / Buffer.byteLength(sentence));
  return `<p>第${serial}号${sinaSpan('sz000625', '长安汽车')}</p><p>${sentence.repeat(times)}</p>`;
}
