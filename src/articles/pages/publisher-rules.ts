/** Where a publisher's pages have what, as CSS selectors. The first element with text counts. */
export interface PublisherRule {
  /** The publisher's site, if its page names no other source. */
  readonly site: string;
  /** Contains the article. A page with this and the title is the publisher's. */
  readonly container: string;
  readonly title: string;
  readonly publishedAt: string;
  readonly source: string;
  readonly author: string;
}

/** The current and previous layouts of the publishers with a dialect, as their pages have them. */
export const PUBLISHER_RULES: readonly PublisherRule[] = [
  {
    site: '新浪财经',
    container: '#artibody, #article_content',
    title: 'h1.main-title, #artibodyTitle',
    publishedAt: '.date-source .date, #pub_date',
    source: '.date-source .source, #media_name',
    author: '.date-source .author, .article-editor',
  },
  {
    site: '东方财富网',
    container: '#ContentBody, .txtinfos',
    title: '.newsContent h1, .topbox .title, h1',
    publishedAt: '.infos .item:first-child, .time-source .time, .time',
    source: '.infos .item:contains("来源"), .time-source .source, .em_media',
    author: '.infos .item:contains("作者"), .author',
  },
  {
    site: '同花顺财经',
    container: '.main-text, #contentApp',
    title: '.main-title, h1, h2',
    publishedAt: '#pubtime_baidu, .time, .date',
    source: '#source_baidu, .info-fl .source',
    author: '#author_baidu, #editor_baidu',
  },
  {
    site: '网易财经',
    container: '.post_body, #endText',
    title: '.post_title, #epContentLeft h1, h1',
    publishedAt: '.post_info, .post_time_source, .ep-time-soure',
    source: '.post_info a:first-of-type, #ne_article_source',
    author: '.post_author, .ep-editor',
  },
  {
    site: '腾讯网',
    container: '.content-article, #Cnt-Main-Article-QQ, #ArticleContent',
    title: '.content-article h1, .LEFT h1, .hd h1, h1',
    publishedAt: '.a_time, .pubTime, .article-time',
    source: '.a_source, .where, .media-name',
    author: '.a_author',
  },
  {
    site: '金融界',
    container: '.texttit_m1, .textmain',
    title: '.titmain h1, h1',
    publishedAt: '.inftop span:first-child, .inftop',
    source: '.inftop span:contains("来源")',
    author: '.inftop span:contains("作者")',
  },
  {
    site: '和讯网',
    container: '.art_contextBox, .art_context, #artibody.hexun',
    title: '.articleName h1, #artibodyTitle h1, h1',
    publishedAt: '.tip .pr20, #pubtime_baidu',
    source: '.tip a:first-of-type, #source_baidu',
    author: '.tip .author, #author_baidu',
  },
  {
    site: '财联社',
    container: '.detail-content, .detail-telegraph-content',
    title: '.detail-title, .detail-header, h1',
    publishedAt: '.detail-time, .detail-option-box, .detail-container .c-999',
    source: '.detail-source',
    author: '.detail-author',
  },
];
