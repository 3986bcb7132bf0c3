/**
 * A Hexo post as scrapers send it, with one genuine mention and one false mention by the
 * publisher's linker.
 */
export const POST = `
---
title: '车展侧记：新能源&#123;展区&#125;人气最旺'
categories: 
 - 金融
 - 新浪财经
 - 新浪财经－国內
author: 新浪财经
comments: false
date: Tue, 08 Jun 2021 02:10:00 GMT
---

<div>   
<p cms-style="font-L">　　本届展会由重庆<span id="stock_sz000625"><a href="https://finance.sina.com.cn/realstock/company/sz000625/nc.shtml" class="keyword" target="_blank">长安汽车</a></span><span id="quote_sz000625"></span>股份有限公司等企业协办，展期五天。</p>
<p cms-style="font-L">　　组委会还发起成立协同创<span id="stock_sz300832"><a href="https://finance.sina.com.cn/realstock/company/sz300832/nc.shtml" class="keyword" target="_blank">新产业</a></span><span id="quote_sz300832"></span>旗舰平台。</p><!-- news_keyword_pub,stock,sz000625&sz300832 -->
  
</div>
            `;

/** The part of {@link POST} that offsets refer to. */
export const POST_BODY = POST.slice(POST.indexOf('\n---\n', 5) + 5);
