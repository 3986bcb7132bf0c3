import { type CaseOutcome, casesSchema, faultsOf } from '../../../../tools/evaluation/cases/check-case.ts';

const OUTCOME: CaseOutcome = {
  accepted: [true, false],
  results: [
    {
      article: { title: '标题', source: '某报', publishedAt: '2021-11-19T02:00:00.000Z' },
      body: '正文`000001.SZ`',
      mentions: [
        { ticker: 'sz000625', genuine: true },
        { ticker: 'sz000061', genuine: false },
      ],
      companies: [{ publicationClose: { date: '2021-11-18' } }],
    },
  ],
};

const faults = (expect: object): readonly string[] => {
  const [one] = casesSchema.parse([{ file: 'a.html', type: 'text/html', expect }]);
  return one ? faultsOf(one, OUTCOME) : ['no case'];
};

test('a case passes if everything is as expected', () => {
  expect(
    faults({
      genuine: ['sz000625'],
      notGenuine: ['sz000061'],
      found: ['sz000625', 'sz000061'],
      absent: ['sh600519'],
      title: '标题',
      source: ['别报', '某报'],
      publishedAt: '2021-11-19T02:00:00.000Z',
      publicationClose: '2021-11-18',
      items: 2,
      accepted: [0],
      unchangedAfter: ['`000001.SZ`'],
    }),
  ).toEqual([]);
});

test.each([
  [{ genuine: ['sz000061'] }, 'sz000061 is not genuine'],
  [{ notGenuine: ['sz000625'] }, 'sz000625 is genuine'],
  [{ notGenuine: ['sh600519'] }, 'sh600519 is not found'],
  [{ found: ['sh600519'] }, 'sh600519 is not found'],
  [{ absent: ['sz000625'] }, 'sz000625 is found'],
  [{ title: ['甲', '乙'] }, 'title is 标题 instead of 甲 or 乙'],
  [{ publicationClose: '2021-11-19' }, 'publicationClose is 2021-11-18 instead of 2021-11-19'],
  [{ items: 3 }, 'items is 2 instead of 3'],
  [{ accepted: [0, 1] }, 'accepted is 0 instead of 0,1'],
  [{ unchangedAfter: ['`a`'] }, '"`a`" is not in the annotated body'],
])('%j is reported if it does not hold', (expect_, fault) => {
  expect(faults(expect_)).toEqual([fault]);
});

test('an unknown expectation is refused', () => {
  expect(() => faults({ genuin: [] })).toThrow();
});
