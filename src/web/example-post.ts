/** examples/post.md; `npm run docs` writes it. */
export const EXAMPLE_POST = `
---
title: '西部智能制造展开门迎客 产业链上下游同台找订单'
categories: 
 - 金融
 - 示例
headimg: 'https://example.com/images/fair.png'
author: tickerspan
comments: false
date: Thu, 19 Nov 2026 23:40:12 GMT
thumbnail: 'https://example.com/images/fair.png'
---

<div>   
<p cms-style="font-L">　　原标题：西部智能制造展开门迎客 产业链上下游同台找订单</p>
<p cms-style="font-L">　　清晨八点半，展馆门口已经排起长队。为期四天的西部智能制造展在重庆悦来开幕，六个展厅里摆满了设备、零部件和工业软件，二十多个省份的近七百家企业到场，主办方预计专业观众将超过五万人次。</p>
<p cms-style="font-L">　　走进整车展厅，最先看到的是一条缩小的总装线。重庆<span id="stock_sz000625"><a href="https://finance.sina.com.cn/realstock/company/sz000625/nc.shtml" class="keyword" target="_blank" data-sudaclick="content_marketkeywords_p">长安汽车</a></span><span id="quote_sz000625"></span>股份有限公司把焊装、涂装、总装三道工序搬到了现场，观众用平板电脑就能查到每一台车身的检测记录。</p>
<p cms-style="font-L">　　隔壁的动力电池展区同样热闹。<span id="stock_sz300750"><a href="https://finance.sina.com.cn/realstock/company/sz300750/nc.shtml" class="keyword" target="_blank" data-sudaclick="content_marketkeywords_p">宁德时代</a></span><span id="quote_sz300750"></span>展出了一套面向工商业园区的储能柜，工作人员介绍，柜体采用模块化设计，一只集装箱大小的位置，便可满足一座中型工厂夜间的用电调节。</p>
<p cms-style="font-L">　　自动化展厅里人气最旺的是工业<span id="stock_sz300024"><a href="https://finance.sina.com.cn/realstock/company/sz300024/nc.shtml" class="keyword" target="_blank" data-sudaclick="content_marketkeywords_p">机器人</a></span><span id="quote_sz300024"></span>。搬运、码垛、打磨，十几台机械臂在围栏内同时作业，不少中小企业负责人在展台前停下脚步，打听租赁价格和交货时间。</p>
<p cms-style="font-L">　　软件展厅则安静得多。<span id="stock_sz002230"><a href="https://finance.sina.com.cn/realstock/company/sz002230/nc.shtml" class="keyword" target="_blank" data-sudaclick="content_marketkeywords_p">科大讯飞</a></span><span id="quote_sz002230"></span>带来的语音点检系统，让巡检人员不必再腾出手填写表格，说完一句话，设备编号、温度和处理意见便自动归档。</p>
<p cms-style="font-L">　　设备要更新，资金从哪里来？<span id="stock_sh601988"><a href="https://finance.sina.com.cn/realstock/company/sh601988/nc.shtml" class="keyword" target="_blank" data-sudaclick="content_marketkeywords_p">中国银行</a></span><span id="quote_sh601988"></span>重庆市分行在展会上开设服务专区，推出面向设备更新的中长期贷款，企业凭订单和纳税记录即可在线申请，最快三个工作日得到答复。</p>
<p cms-style="font-L">　　展会同期，成渝两地八个产业园区签下合作备忘录，约定共同培育创<span id="stock_sz300832"><a href="https://finance.sina.com.cn/realstock/company/sz300832/nc.shtml" class="keyword" target="_blank" data-sudaclick="content_marketkeywords_p">新产业</a></span><span id="quote_sz300832"></span>集群，在检测认证、人才培训、物流仓储三个方面共用设施，避免重复建设。</p>
<p cms-style="font-L">　　“过去找一家合适的供应商要跑好几座城市，现在一个展厅转下来，心里就有数了。”一位前来采购的企业代表说。</p>
<p cms-style="font-L">　　据主办方介绍，开幕首日现场举办对接活动四十余场，达成意向订单一百三十余项。展会将持续到本周日，最后两天向公众免费开放。</p><!-- news_keyword_pub,stock,sz000625&sz300750&sz300024&sz002230&sh601988&sz300832 -->



<!-- 文末二维码 start -->
            <style>
            .fair_note&#123;border-top:1px solid #E6E6E6;padding:8px;&#125;
            .fair_note img&#123;width:74px;&#125;
            </style>
            <div class="clearfix fair_note">
                <img src="https://example.com/images/fair.png" referrerpolicy="no-referrer">
                <span>本文为演示而写，展会与细节均属虚构。</span>
            </div>
<!-- 文末二维码 end -->

<p class="article-editor">责任编辑：示例 </p>

  
</div>
            `;
