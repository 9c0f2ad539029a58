namespace Empo.Experiments.Pages;

/// <summary>
/// The style sheet of all pages: one column of text, system fonts, light or dark as the reader's system says, printable, for telephones
/// too. Tables scroll inside themselves; nothing else is wider than the page.
/// </summary>
public static class PageStyle
{
    public const string Css = """
        :root{--paper:#fbfbfa;--ink:#1d2327;--soft:#5b6670;--line:#dfe4e7;--tile:#f1f4f4;--shade:#0003;--a:#0b6b67;--b:#b3531f;--c:#6b5a9c;--on:#fff;--arm:27%}
        @media (prefers-color-scheme:dark){:root{--paper:#14181b;--ink:#e4e8ea;--soft:#a0abb3;--line:#333c42;--tile:#1d2327;--shade:#000a;--a:#4fb8b1;--b:#e8915c;--c:#b0a2dd;--on:#14181b;--arm:66%}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-font-smoothing:antialiased}
        main{max-width:1000px;margin:0 auto;padding:48px 28px 80px}
        header{border-bottom:1px solid var(--line);padding-bottom:28px;margin-bottom:12px}
        .kicker{margin:0 0 6px;color:var(--soft);font-size:13px}
        h1,h2,p,blockquote,figcaption{overflow-wrap:anywhere}
        h1{margin:0 0 16px;font-size:34px;line-height:1.15;font-weight:650;letter-spacing:-.01em}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(215px,1fr));gap:12px;margin:0 0 24px}
        .tiles>div{background:var(--tile);border-radius:6px;padding:14px 16px}
        .tiles h2{font-size:13px;font-weight:600;color:var(--soft);margin:0 0 4px}
        .tiles b{display:block;font-size:19px;line-height:1.3;font-weight:650;overflow-wrap:anywhere}
        .tiles p{margin:6px 0 0;font-size:13.5px;line-height:1.45;color:var(--soft)}
        .good{color:var(--a)}.bad{color:var(--b)}
        .lead{margin:0;font-size:17px;line-height:1.6;max-width:46em}
        .caution{margin:14px 0 0;color:var(--soft);font-size:15px;max-width:54em}
        section{margin-top:40px}
        h2{font-size:20px;font-weight:650;margin:0 0 14px}
        h3{font-size:14px;font-weight:650;margin:0 0 6px;color:var(--soft)}
        .note{color:var(--soft);font-size:13.5px;margin:10px 0}
        .wide{overflow-x:auto;background:linear-gradient(90deg,var(--paper) 30%,#0000) 0 0/40px 100% no-repeat local,linear-gradient(270deg,var(--paper) 30%,#0000) 100% 0/40px 100% no-repeat local,linear-gradient(90deg,var(--shade),#0000) 0 0/12px 100% no-repeat,linear-gradient(270deg,var(--shade),#0000) 100% 0/12px 100% no-repeat}
        table{border-collapse:collapse;width:100%;font-size:14.5px;font-variant-numeric:tabular-nums}
        th{text-align:left;font-weight:600;color:var(--soft);font-size:13px;border-bottom:1px solid var(--ink)}
        th,td{padding:6px 14px 6px 0;vertical-align:top}
        td{border-bottom:1px solid var(--line)}
        .numbers th:not(:first-child),.numbers td:not(:first-child){text-align:right;padding-right:0;padding-left:18px}
        .numbers td:first-child{overflow-wrap:anywhere;min-width:6.5em}
        .leading tr:nth-child(-n+2) td{font-weight:600}
        .settings td:nth-child(-n+2),.digests td,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:13px}
        .settings td{overflow-wrap:anywhere}.settings.plain td{font-family:inherit;font-size:14.5px}
        .settings td:nth-child(1){width:30%}.settings td:nth-child(2){width:26%}
        .settings td:last-child{color:var(--soft);font-size:13.5px}
        .times{max-width:820px}
        .times td:not(:first-child):not(.bar),.times th:not(:first-child){text-align:right;padding-right:20px;white-space:nowrap}
        .times .total td{font-weight:600;border-bottom:0}
        .bar{width:45%}.bar i{display:block;height:9px;margin-top:7px;background:var(--a);opacity:.75;border-radius:1px;min-width:1px}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(400px,100%),1fr));gap:30px 36px}
        figure{margin:0;min-width:0;break-inside:avoid}
        figcaption b{display:block;font-size:15px;font-weight:650}
        figcaption span{display:block;color:var(--soft);font-size:13px;margin-bottom:6px}
        svg{display:block;width:100%;height:auto;font-family:inherit}
        svg text{fill:var(--soft);font-size:11px;font-variant-numeric:tabular-nums}
        svg .label{font-weight:600}
        svg .muted{font-weight:400;opacity:.85}
        .grid{stroke:var(--line);stroke-width:1}
        .bound{stroke:var(--b);stroke-width:1.2;stroke-dasharray:3 4}
        polyline{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .whisker{stroke-width:1.5;opacity:.55}
        polyline.s0,line.s0{stroke:var(--a)}circle.s0{fill:var(--a)}svg text.s0{fill:var(--a)}
        polyline.s1,line.s1{stroke:var(--b)}circle.s1{fill:var(--b)}svg text.s1{fill:var(--b)}
        polyline.s2,line.s2{stroke:var(--c)}circle.s2{fill:var(--c)}svg text.s2{fill:var(--c)}
        .scatter circle{fill-opacity:.35}
        blockquote{margin:0 0 18px;padding:2px 0 2px 18px;border-left:3px solid var(--a);font-size:17px}
        blockquote .answer{display:block;color:var(--soft);font-size:14px}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(320px,100%),1fr));gap:14px 36px}
        .pair>div{min-width:0}
        .pair p{margin:6px 0;font-size:14.5px}
        .pair ul{margin:6px 0;padding-left:18px;color:var(--soft)}
        code{overflow-wrap:anywhere}
        .verdict{font-size:12.5px;font-weight:600;padding:1px 8px;border-radius:9px;color:var(--on);background:var(--b)}
        .verdict.right{background:var(--a)}
        details{margin-top:12px}
        summary{cursor:pointer;color:var(--a);font-size:14.5px}
        @media (max-width:640px){main{padding:28px 16px 56px}h1{font-size:27px}.lead{font-size:16px}svg text{font-size:13px}
        .numbers{font-size:13px}.numbers th{font-size:12px}.numbers th:not(:first-child),.numbers td:not(:first-child){padding-left:10px}
        .settings thead{display:none}.settings tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}
        .settings td,.settings td:nth-child(n){display:block;width:auto;border:0;padding:1px 0}
        .times{font-size:13.5px}.times th:last-child,.bar{display:none}}
        @media print{:root{--paper:#fff;--ink:#000;--soft:#444;--line:#ccc;--tile:#f3f3f3;--a:#0b6b67;--b:#b3531f;--c:#6b5a9c;--on:#fff;--arm:27%}main{padding:0;max-width:none}}
        """;
}
