import { board } from './board.ts';
import type { Listing } from './listing.ts';

const shares = board('GP', [
  ['hk00001', '长和', 52.4, 38.3, { englishName: 'CKH HOLDINGS' }],
  ['hk00005', '汇丰控股', 108.6, 171.6, { englishName: 'HSBC HOLDINGS' }],
  ['hk00175', '吉利汽车', 19.1, 101.2, { englishName: 'GEELY AUTO' }],
  ['hk00388', '香港交易所', 421.8, 12.68, { englishName: 'HKEX' }],
  ['hk00700', '腾讯控股', 440, 90.95, { englishName: 'TENCENT', listedOn: '2004-06-16' }],
  ['hk00939', '建设银行', 7.94, 2404.2, { englishName: 'CCB' }],
  ['hk00941', '中国移动', 84.3, 208.6, { englishName: 'CHINA MOBILE' }],
  ['hk00981', '中芯国际', 71.2, 60.1, { englishName: 'SMIC' }],
  ['hk00992', '联想集团', 11.3, 124.1, { englishName: 'LENOVO GROUP' }],
  ['hk01024', '快手-W', 68.5, 36.2, { englishName: 'KUAISHOU-W', listedOn: '2021-02-05' }],
  ['hk01211', '比亚迪股份', 103.7, 36.8, { englishName: 'BYD COMPANY' }],
  ['hk01810', '小米集团-W', 51.7, 215.4, { englishName: 'XIAOMI-W', listedOn: '2018-07-09' }],
  ['hk02318', '中国平安', 55.9, 74.48, { englishName: 'PING AN' }],
  ['hk03690', '美团-W', 98.4, 55.2, { englishName: 'MEITUAN-W', listedOn: '2018-09-20' }],
  ['hk09618', '京东集团-SW', 128.6, 29.1, { englishName: 'JD-SW', listedOn: '2020-06-18' }],
  ['hk09888', '百度集团-SW', 117.2, 22.4, { englishName: 'BIDU-SW', listedOn: '2021-03-23' }],
  ['hk09961', '携程集团-S', 512, 6.54, { englishName: 'TRIP.COM-S', listedOn: '2021-04-19' }],
  ['hk09988', '阿里巴巴-W', 128.3, 190.9, { englishName: 'BABA-W', listedOn: '2019-11-26' }],
]);

/** The shares are those of the members, whose trades are the index's volume. */
const indices = board('ZS', [
  ['hkHSI', '恒生指数', 24643.59, 4200, { englishName: 'Hang Seng Index' }],
  ['hkHSCEI', '国企指数', 8842.15, 2600, { englishName: 'Hang Seng China Enterprises Index' }],
  ['hkHSTECH', '恒生科技指数', 5218.44, 900, { englishName: 'Hang Seng TECH Index' }],
]);

/** The listings of Hong Kong, with prices in Hong Kong dollars. */
export const hongKongListings: readonly Listing[] = [...shares, ...indices];
