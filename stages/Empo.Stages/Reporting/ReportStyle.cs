namespace Empo.Stages.Reporting;

/// <summary>The page's style sheet: one column of text, system fonts, two colours, light background, printable.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{--ink:#1d2327;--soft:#5b6670;--line:#dfe4e7;--a:#0b6b67;--b:#c2602a;--c:#7a6aa8}
        *{box-sizing:border-box}
        body{margin:0;background:#fbfbfa;color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-font-smoothing:antialiased}
        main{max-width:1000px;margin:0 auto;padding:56px 28px 80px}
        header{border-bottom:1px solid var(--line);padding-bottom:28px;margin-bottom:12px}
        .kicker{margin:0 0 6px;color:var(--soft);font-size:13px}
        h1{margin:0 0 16px;font-size:34px;line-height:1.15;font-weight:650;letter-spacing:-.01em}
        .lead{margin:0;font-size:17.5px;line-height:1.6;max-width:46em}
        .caution{margin:14px 0 0;color:var(--soft);font-size:15px;max-width:54em}
        section{margin-top:40px}
        h2{font-size:20px;font-weight:650;margin:0 0 14px}
        h3{font-size:14px;font-weight:650;margin:0 0 6px;color:var(--soft)}
        .note{color:var(--soft);font-size:13.5px;margin:10px 0}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:14.5px;font-variant-numeric:tabular-nums}
        th{text-align:left;font-weight:600;color:var(--soft);font-size:13px;border-bottom:1px solid var(--ink)}
        th,td{padding:6px 14px 6px 0;vertical-align:top}
        td{border-bottom:1px solid var(--line)}
        .numbers th:not(:first-child),.numbers td:not(:first-child){text-align:right;padding-right:0;padding-left:18px;white-space:nowrap}
        .numbers tr:nth-child(-n+2) td{font-weight:600}
        .settings td:nth-child(-n+2),.digests td,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:13px}
        .settings td:nth-child(2){white-space:nowrap;padding-right:24px}
        .settings td:last-child{color:var(--soft);font-size:13.5px}
        .times{max-width:820px}
        .times td:not(:first-child):not(.bar),.times th:not(:first-child){text-align:right;padding-right:20px;white-space:nowrap}
        .times .total td{font-weight:600;border-bottom:0}
        .bar{width:45%}.bar i{display:block;height:9px;margin-top:7px;background:var(--a);opacity:.75;border-radius:1px;min-width:1px}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:30px 36px}
        @media (max-width:500px){.charts{grid-template-columns:1fr}}
        figure{margin:0;break-inside:avoid}
        figcaption b{display:block;font-size:15px;font-weight:650}
        figcaption span{display:block;color:var(--soft);font-size:13px;margin-bottom:6px}
        svg{display:block;width:100%;height:auto;font-family:inherit}
        svg text{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
        svg .label{font-weight:600}
        svg .muted{font-weight:400;opacity:.85}
        .grid{stroke:var(--line);stroke-width:1}
        .bound{stroke:var(--soft);stroke-width:1;stroke-dasharray:3 4}
        polyline{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .whisker{stroke-width:1.5;opacity:.55}
        polyline.s0,line.s0{stroke:var(--a)}circle.s0{fill:var(--a)}text.s0{fill:var(--a)}
        polyline.s1,line.s1{stroke:var(--b)}circle.s1{fill:var(--b)}text.s1{fill:var(--b)}
        polyline.s2,line.s2{stroke:var(--c)}circle.s2{fill:var(--c)}text.s2{fill:var(--c)}
        .scatter circle{fill-opacity:.3}
        blockquote{margin:0 0 18px;padding:2px 0 2px 18px;border-left:3px solid var(--a);font-size:17px}
        blockquote .answer{display:block;color:var(--soft);font-size:14px}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:14px 36px}
        .pair p{margin:6px 0;font-size:14.5px}
        .pair ul{margin:6px 0;padding-left:18px;color:var(--soft)}
        code{overflow-wrap:anywhere}
        .verdict{font-size:12.5px;font-weight:600;padding:1px 8px;border-radius:9px;color:#fff;background:var(--b)}
        .verdict.right{background:var(--a)}
        details{margin-top:12px}
        summary{cursor:pointer;color:var(--a);font-size:14.5px}
        @media print{body{background:#fff}main{padding:0;max-width:none}}
        """;
}
