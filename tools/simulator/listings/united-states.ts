import { board } from './board.ts';
import type { Listing } from './listing.ts';

const nasdaq = board('GP', [
  ['usAAPL', '苹果', 341.07, 145.94, { englishName: 'Apple Inc.', venue: 'OQ' }],
  ['usAMZN', '亚马逊', 238.4, 106.9, { englishName: 'Amazon.com Inc.', venue: 'OQ' }],
  ['usBIDU', '百度', 121.6, 2.79, { englishName: 'Baidu Inc.', venue: 'OQ' }],
  ['usGOOG', '谷歌-C', 268.2, 54.4, { englishName: 'Alphabet Inc. Class C', venue: 'OQ' }],
  ['usJD', '京东', 33.1, 14.5, { englishName: 'JD.com Inc.', venue: 'OQ' }],
  ['usLI', '理想汽车', 21.8, 10.2, { englishName: 'Li Auto Inc.', venue: 'OQ', listedOn: '2020-07-30' }],
  ['usMETA', 'Meta', 702.5, 25.2, { englishName: 'Meta Platforms Inc.', venue: 'OQ' }],
  ['usMSFT', '微软', 498.3, 74.3, { englishName: 'Microsoft Corporation', venue: 'OQ' }],
  ['usNTES', '网易', 137.5, 6.4, { englishName: 'NetEase Inc.', venue: 'OQ' }],
  ['usNVDA', '英伟达', 198.69, 243.5, { englishName: 'NVIDIA Corporation', venue: 'OQ' }],
  ['usPDD', '拼多多', 128.9, 14.2, { englishName: 'PDD Holdings Inc.', venue: 'OQ', listedOn: '2018-07-26' }],
  ['usTSLA', '特斯拉', 412.7, 33.2, { englishName: 'Tesla Inc.', venue: 'OQ' }],
]);

const newYork = board('GP', [
  ['usBABA', '阿里巴巴', 130.53, 23.99, { englishName: 'Alibaba Group', venue: 'N', listedOn: '2014-09-19' }],
  ['usBRK.A', '伯克希尔A', 757_940, 0.005, { englishName: 'Berkshire Hathaway Inc. Class A', venue: 'N' }],
  ['usBRK.B', '伯克希尔B', 505.48, 21.41, { englishName: 'Berkshire Hathaway Inc. Class B', venue: 'N' }],
  ['usNIO', '蔚来', 6.4, 22.4, { englishName: 'NIO Inc.', venue: 'N', listedOn: '2018-09-12' }],
  ['usTME', '腾讯音乐', 19.7, 15.5, { englishName: 'Tencent Music Entertainment', venue: 'N' }],
  ['usTSM', '台积电', 288.4, 51.9, { englishName: 'Taiwan Semiconductor', venue: 'N' }],
  ['usXPEV', '小鹏汽车', 20.3, 9.5, { englishName: 'XPeng Inc.', venue: 'N', listedOn: '2020-08-27' }],
]);

const funds = board('GP-ETF', [
  ['usSPY', '标普500ETF-SPDR', 671.3, 10.4, { englishName: 'SPDR S&P 500 ETF', venue: 'AM' }],
]);

/** The shares are those of the members, whose trades are the index's volume. */
const indices = board('ZS', [
  ['us.DJI', '道琼斯', 46428.32, 410, { englishName: 'Dow Jones Industrial Average' }],
  ['us.INX', '标普500', 6740.28, 3100, { englishName: 'S&P 500 Index' }],
  ['us.IXIC', '纳斯达克', 27068.72, 5900, { englishName: 'Nasdaq Composite' }],
  ['us.NDX', '纳斯达克100', 29104.5, 2300, { englishName: 'Nasdaq-100 Index' }],
]);

/** The listings of New York, with prices in dollars. */
export const unitedStatesListings: readonly Listing[] = [...nasdaq, ...newYork, ...funds, ...indices];
