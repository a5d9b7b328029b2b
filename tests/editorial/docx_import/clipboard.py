# ruff: noqa: E501 (as Word writes it)
"""What Word for Windows puts on the clipboard, as captured forms of it look, with words of our own."""

FULL = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/ubnd/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml>
 <w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument>
</xml><![endif]-->
<style>
<!--
 /* Style Definitions */
 p.MsoNormal, li.MsoNormal, div.MsoNormal
	{mso-style-unhide:no; margin:0cm; font-size:14.0pt; font-family:"Times New Roman",serif;}
h1 {mso-style-priority:9; font-size:16.0pt; color:#2F5496;}
@list l0:level1 {mso-level-number-format:bullet; mso-level-text:\\F0B7; font-family:Symbol;}
-->
</style>
<!--[if gte mso 10]><style>table.MsoNormalTable {mso-style-name:"Table Normal";}</style><![endif]-->
</head>
<body lang=VI style='tab-interval:36.0pt;word-wrap:break-word'>
<!--StartFragment-->
<h1 style='margin-top:12.0pt'><span lang=VI style='font-family:"Times New Roman",serif;
color:red'>Kế hoạch tiêm phòng<o:p></o:p></span></h1>
<p class=MsoNormal style='text-indent:36.0pt'><b><span lang=VI style='font-size:14.0pt;color:#FF0000;
background:yellow;mso-highlight:yellow'>Ủy ban nhân dân xã</span></b><span lang=VI>
thông báo <i>lịch tiêm</i> như sau, xem <a href="https://bacninh.gov.vn/lich"><span
style='color:#0563C1'>bản đầy đủ</span></a>:<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span
lang=VI>Thôn Đông: sáng thứ Hai<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]><span
lang=VI>Tại nhà văn hóa<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]><span
lang=VI>Thôn Đoài: chiều thứ Hai<o:p></o:p></span></p>
<h2><span lang=VI>Các bước<o:p></o:p></span></h2>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]><span lang=VI>Đăng ký<o:p></o:p></span></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]><span lang=VI>Đến tiêm<o:p></o:p></span></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>
 <tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>
  <td width=200 valign=top style='border:solid windowtext 1.0pt'><p class=MsoNormal><b><span lang=VI>Thôn<o:p></o:p></span></b></p></td>
  <td width=200 valign=top><p class=MsoNormal><b><span lang=VI>Số người<o:p></o:p></span></b></p></td>
 </tr>
 <tr style='mso-yfti-irow:1'>
  <td><p class=MsoNormal><span lang=VI>Đông<o:p></o:p></span></p></td>
  <td><p class=MsoNormal align=right><span lang=VI>120<o:p></o:p></span></p></td>
 </tr>
 <tr style='mso-yfti-irow:2;mso-yfti-lastrow:yes'>
  <td><p class=MsoNormal><span lang=VI>Đoài<o:p></o:p></span></p></td>
  <td><p class=MsoNormal align=right><span lang=VI>85<o:p></o:p></span></p></td>
 </tr>
</table>
<p class=MsoNormal><!--[if gte vml 1]><v:shape id="_x0000_i1025"/><![endif]--><![if !vml]><img width=64 height=64
src="file:///C:/Users/ubnd/AppData/Local/Temp/msohtmlclip1/01/clip_image002.png" v:shapes="_x0000_i1025"><![endif]></p>
<script>alert(1)</script>
<p class=MsoNormal><span lang=VI onclick="alert(2)">Kính báo.<o:p></o:p></span></p>
<!--EndFragment-->
</body>
</html>"""

LIST_ONLY = FULL[
    FULL.index("<p class=MsoListParagraphCxSpFirst") : FULL.index("<h2><span lang=VI>Các bước")
]
