import { readFileSync } from 'node:fs';
import { main } from '../../../cli/main.ts';

test('a usage error is followed by the help of that command, without advice for programmers', async () => {
  const messages: string[] = [];
  const out = {
    print: () => {},
    write: () => {},
    say: (line: string) => void messages.push(line),
    progress: () => {},
  };
  expect(await main(['follow', '--nonsense'], {}, out)).toBe(2);
  expect(await main(['get', '--url', 'ftp://x', 'a'], {}, out)).toBe(2);
  expect(await main(['nonsense'], {}, out)).toBe(2);
  expect(await main([], {}, out)).toBe(2);
  expect(messages).toEqual([
    expect.stringMatching(/^Unknown option '--nonsense'\n\nusage: tickerspan follow /),
    expect.stringMatching(/^ftp:\/\/x is not an http or https URL\n\nusage: tickerspan get /),
    expect.stringMatching(/^Unknown command 'nonsense'\n\nusage: tickerspan COMMAND /),
    expect.stringMatching(/^usage: tickerspan COMMAND /),
  ]);
});

test('the version is the version in package.json', async () => {
  const printed: string[] = [];
  const out = {
    print: (line: string) => void printed.push(line),
    write: () => {},
    say: () => {},
    progress: () => {},
  };
  expect(await main(['--version'], {}, out)).toBe(0);
  expect(printed).toEqual([JSON.parse(readFileSync('package.json', 'utf8')).version]);
});

test('the help of annotate says that it adds no quotes', async () => {
  const written: string[] = [];
  const out = {
    print: () => {},
    write: (text: string) => void written.push(text),
    say: () => {},
    progress: () => {},
  };
  expect(await main(['annotate', '--help'], {}, out)).toBe(0);
  expect(written.join()).toMatch(/no prices.*`tickers:`/s);
});
