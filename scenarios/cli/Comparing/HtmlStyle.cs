namespace ActorVm.Cli.Comparing;

/// <summary>How the page looks: by day and by night, on paper and on a small screen.</summary>
internal static class HtmlStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --paper: #fcfcfa; --ink: #22262b; --soft: #6b7280; --line: #e3e4df; --good: #2f8f5b; --bad: #c0392b;
          --r1-36: #2563b0; --r1-48: #7a4fb5; --r1-45s: #a3478f; --r1-51: #c2760c; --r1-34: #5b6470; --r1-63: #0f8a94; --rmended: #1f8a5b;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #16181c; --ink: #e4e6ea; --soft: #969da8; --line: #2d3138; --good: #3f9d6b; --bad: #f0766a;
            --r1-36: #6ea8f0; --r1-48: #b394ea; --r1-45s: #dd8fcb; --r1-51: #eaa94a; --r1-34: #a3acb8; --r1-63: #4fc3cd; --rmended: #5cc795;
          }
        }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; letter-spacing: -.015em; }
        h2 { font-size: 1.15rem; margin: 2.75rem 0 .35rem; }
        p { margin: .3rem 0 .9rem; max-width: 44rem; }
        .lead { font-size: 1.08rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1.25rem 0; font-size: .92rem; max-width: 46rem; }
        dt { font-weight: 600; } dd { margin: 0; color: var(--soft); }
        section { border-top: 1px solid var(--line); margin-top: 2rem; }
        section h2 { margin-top: 1.25rem; } section p { color: var(--soft); font-size: .95rem; }
        .wide { overflow-x: auto; }
        svg { display: block; width: 100%; min-width: 44rem; height: auto; font: 12px system-ui, sans-serif; }
        svg text { fill: var(--ink); } svg .heading text { fill: var(--soft); font-weight: 600; }
        svg .axis { fill: var(--soft); font-size: 10.5px; text-anchor: middle; } svg .small { fill: var(--soft); font-size: 9.5px; }
        svg .name { fill: var(--c); font-weight: 600; } svg .value { font-variant-numeric: tabular-nums; }
        svg .grid { stroke: var(--line); } svg .whisker { stroke: var(--c); stroke-width: 2; stroke-linecap: round; opacity: .75; }
        svg circle { stroke: var(--c); stroke-width: 2; fill: var(--paper); } svg .new circle { fill: var(--c); }
        svg .laundered { fill: var(--c); } svg .taken { fill: var(--c); opacity: .4; }
        .r1-34 { --c: var(--r1-34); } .r1-36 { --c: var(--r1-36); } .r1-48 { --c: var(--r1-48); } .r1-45s { --c: var(--r1-45s); } .r1-51 { --c: var(--r1-51); } .r1-63 { --c: var(--r1-63); } .rmended { --c: var(--rmended); }
        b, th[class], td[class] { color: var(--c); }
        table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; width: 100%; }
        th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: 400; }
        thead th { font-weight: 600; vertical-align: bottom; } tbody th, thead th:first-child, td[class] { text-align: left; }
        .overview thead th { min-width: 4.9rem; } .overview thead th:first-child { min-width: 9rem; }
        .overview td { background: linear-gradient(90deg, color-mix(in srgb, var(--good) 26%, transparent) var(--share), transparent var(--share)); border-left: 4px solid var(--paper); }
        a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .2em; }
        .broken, section p.broken { color: var(--bad); }
        @media print { section { break-inside: avoid; } }

        """;
}
