import { bodyOf, excerptAround, findInsertions } from '../../../../tools/quickstart/excerpt.mjs';

const text = (pieces: { text: string }[] | undefined) => pieces?.map((piece) => piece.text).join('');

function mentionOf(name: string, body: string) {
  const start = body.indexOf(name);
  return { start, end: start + name.length };
}

test('a body begins after the front matter, even if a blank line comes first', () => {
  expect(bodyOf('\n---\ntitle: a\n---\n\n<div>b</div>')).toBe('\n<div>b</div>');
  expect(bodyOf('<p>--- no front matter</p>')).toBe('<p>--- no front matter</p>');
});

test('shows the sentence of a mention before and after, as a reader sees it', () => {
  const submitted = '<p>先说别的。重庆<a href="x">长安汽车</a><span id="quote"></span>参展。完。</p>';
  const annotated = submitted.replace('"quote">', '"quote">(10.52, +0.12, +1.15%)');
  const excerpt = excerptAround(mentionOf('长安汽车', submitted), { submitted, annotated });
  expect(text(excerpt?.before)).toBe('重庆长安汽车参展。');
  expect(text(excerpt?.after)).toBe('重庆长安汽车(10.52, +0.12, +1.15%)参展。');
  expect(excerpt?.after.filter((piece) => piece.inserted)).toEqual([
    { text: '(10.52, +0.12, +1.15%)', inserted: true },
  ]);
});

test('uses the paragraph of the mention, not the first place with its name', () => {
  const submitted = '<p>宁德时代在前。</p><p>后有宁德时代。</p>';
  const start = submitted.lastIndexOf('宁德时代');
  const excerpt = excerptAround({ start, end: start + 4 }, { submitted, annotated: submitted });
  expect(text(excerpt?.after)).toBe('后有宁德时代。');
});

test('marks a cut long sentence with an ellipsis', () => {
  const submitted = `<p>${'甲'.repeat(40)}新产业${'乙'.repeat(40)}</p>`;
  const excerpt = excerptAround(mentionOf('新产业', submitted), { submitted, annotated: submitted });
  expect(text(excerpt?.before)).toMatch(/^…甲+新产业乙+…$/);
});

test('shows nothing if the two bodies do not match', () => {
  const submitted = '<p>甲新产业乙</p>';
  const excerpt = excerptAround(mentionOf('新产业', submitted), { submitted, annotated: '<p>甲乙</p>' });
  expect(excerpt).toBeUndefined();
});

test('finds insertions, and notices lost text', () => {
  expect(findInsertions('ab', 'a(1)b')).toEqual([
    { text: 'a', inserted: false },
    { text: '(1)', inserted: true },
    { text: 'b', inserted: false },
  ]);
  expect(findInsertions('abc', 'ab')).toBeUndefined();
});
