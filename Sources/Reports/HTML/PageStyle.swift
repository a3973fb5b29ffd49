/// The style sheet: light and dark, for the screen, the phone and the printer, without external resources.
enum PageStyle {
    static let sheet: StaticString = """

        :root {
          color-scheme: light dark;
          --page: #ffffff; --panel: #f5f6f8; --line: #dde1e6; --grid: #e8ebef;
          --text: #1b1f24; --muted: #57606a; --accent: #0b57b0;
          --ok: #14692f; --busy: #0b57b0; --warn: #7d4e00; --bad: #b3200f;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #14171b; --panel: #1d2127; --line: #343a42; --grid: #2a3038;
            --text: #e7eaee; --muted: #a3acb8; --accent: #8ab8ff;
            --ok: #63c987; --busy: #8ab8ff; --warn: #e3b04b; --bad: #ff9487;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 62rem;
          background: var(--page); color: var(--text);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
          overflow-wrap: anywhere;
        }
        h1, h2, h3, h4 { line-height: 1.25; font-weight: 600; text-wrap: balance; }
        h1 { font-size: 1.75rem; margin: 0 0 1.25rem; letter-spacing: -0.01em; }
        h2 { font-size: 1.375rem; margin: 0; letter-spacing: -0.005em; }
        h3 { font-size: 1rem; margin: 2.25rem 0 0.75rem; }
        h4 { font-size: 1rem; margin: 0; }
        p { margin: 0.5rem 0; }
        a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
        a:hover { text-decoration-thickness: 2px; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
        .muted { color: var(--muted); font-weight: 400; }
        .hidden {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
        }
        .ok { color: var(--ok); } .busy { color: var(--busy); } .warn { color: var(--warn); } \
        .bad { color: var(--bad); }
        .notice { margin: 0 0 1.25rem; background: var(--panel); padding: 0.6rem 0.9rem; \
        border-inline-start: 3px solid var(--line); }
        .notice.bad { border-color: var(--bad); }

        .tiles { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 0 0 0.75rem; }
        .tiles div { display: flex; flex-direction: column-reverse; }
        .tiles dt { color: var(--muted); font-size: 0.875rem; }
        .tiles dd { margin: 0; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
        nav ul { list-style: none; margin: 1.25rem 0 0; padding: 0; border-top: 1px solid var(--line); }
        nav li { padding: 0.4rem 0; border-bottom: 1px solid var(--line); }
        nav .muted { font-size: 0.875rem; margin-inline-start: 0.5rem; }

        section { margin-top: 2.5rem; padding-top: 2rem; border-top: 1px solid var(--line); }
        header:has(nav) + main > section:first-child { margin-top: 0; border-top: 0; }
        .arn, p.place { font-size: 0.8125rem; margin: 0.15rem 0 0; }

        figure { margin: 0; padding: 0.75rem 0.5rem 0 3rem; }
        figure.both { padding-inline-end: 3.25rem; }
        figcaption { margin: 0.5rem 0 0 -3rem; color: var(--muted); font-size: 0.875rem; }
        figure.both figcaption { margin-inline-end: -3.25rem; }
        .legends { display: flex; flex-wrap: wrap; column-gap: 1.25rem; margin-bottom: 0.25rem; color: var(--text); }
        .legend { white-space: nowrap; }
        .legend svg { vertical-align: -2px; margin-inline-end: 0.3rem; overflow: visible; }
        .marks { position: absolute; }
        .chart { display: block; overflow: visible; font-size: 12px; }
        .chart text { fill: var(--muted); font-variant-numeric: tabular-nums; }
        .chart .value {
          fill: var(--text); font-weight: 600; stroke: var(--page); stroke-width: 3px; paint-order: stroke;
        }
        .grid { stroke: var(--grid); }
        .trend { stroke: var(--accent); stroke-width: 1.5; opacity: 0.55; }
        .group { stroke: var(--accent); stroke-width: 2.5; stroke-linecap: round; }
        .gate { stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 5 4; }
        .bar { stroke: var(--accent); }
        use { fill: var(--accent); stroke: var(--page); stroke-width: 1.5; }
        use[href^="#missed"] { fill: var(--bad); }
        use[href^="#failed"] { fill: none; stroke: var(--bad); stroke-width: 2.25; stroke-linecap: round; }
        use[href^="#running"] { fill: var(--page); stroke: var(--busy); stroke-width: 2; }

        table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
        th, td { text-align: start; padding: 0.45rem 0.75rem 0.45rem 0; vertical-align: baseline; }
        tr { border-bottom: 1px solid var(--line); }
        thead th { overflow-wrap: normal; color: var(--muted); font-size: 0.8125rem; font-weight: 500; }
        tbody th { font-weight: 500; min-width: 6.5rem; }
        .number, .date { font-variant-numeric: tabular-nums; white-space: nowrap; }
        .number { text-align: end; }
        th:last-child, td:last-child { padding-inline-end: 0; }
        .state::before {
          content: ""; display: inline-block; width: 0.5em; height: 0.5em; margin-inline-end: 0.45em;
          border-radius: 50%; background: currentColor; vertical-align: 0.1em; print-color-adjust: exact;
        }
        .state.bad::before { border-radius: 0; }
        .state.busy::before, .state.note::before { background: none; box-shadow: inset 0 0 0 2px currentColor; }
        .state.ok { color: var(--text); }
        .state.ok::before { background: var(--ok); }
        .missed { color: var(--bad); text-decoration: underline dotted; text-underline-offset: 0.2em; }
        .change { display: inline-block; min-width: 3.4em; font-size: 0.8125rem; color: var(--muted); text-align: end; }
        .change.up { color: var(--ok); } .change.down { color: var(--bad); }

        .drift { list-style: none; margin: 0 0 1rem; padding: 0; }
        .drift > li { padding: 0.1rem 0 0.1rem 0.9rem; \
        border-inline-start: 3px solid currentColor; margin-bottom: 1rem; }
        .drift strong, .drift p, .drift dl { color: var(--text); }
        .drift p { margin: 0.1rem 0; }
        .tag { font-weight: 600; margin-inline-end: 0.25rem; }
        .tag.bad { color: var(--bad); } .tag.warn { color: var(--warn); } .tag.note { color: var(--muted); }
        .history { list-style: none; margin: 0; padding: 0; }
        .history > li { padding: 1rem 0; border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
        .history > li:target { background: var(--panel); box-shadow: 0 0 0 0.75rem var(--panel); }
        .facts > span { display: inline-block; }
        .facts { margin: 0.15rem 0 0.5rem; font-size: 0.9375rem; }
        .facts > span + span::before { content: "·"; margin: 0 0.5em; color: var(--muted); }
        .facts .state::before { margin-inline-start: 0; }
        .facts .change { min-width: 0; }
        .message { border-inline-start: 3px solid var(--bad); padding-inline-start: 0.75rem; }
        .fields { margin: 0.35rem 0; font-size: 0.875rem; }
        .fields > div { display: grid; grid-template-columns: 11rem 1fr; column-gap: 1rem; }
        .fields dt { color: var(--muted); grid-column: 1; }
        .fields dd { margin: 0; grid-column: 2; }
        .compared { margin: 0.75rem 0 0; font-size: 0.875rem; }
        .changes dd > span[aria-hidden] { display: inline-block; width: 1em; font-weight: 600; }
        ins { color: var(--ok); text-decoration: none; }
        del { color: var(--bad); }
        summary { cursor: pointer; color: var(--accent); padding: 0.35rem 0; width: fit-content; }
        footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted);
          font-size: 0.875rem; }

        @media screen and (max-width: 44rem) {
          body { padding: 1.5rem 1rem 3rem; }
          .wide { display: none; }
          .tiles { gap: 0.75rem 1.75rem; }
          .tiles dd { font-size: 1.25rem; }
          .fields > div { display: block; margin-bottom: 0.3rem; }
          tbody th { min-width: 0; }
          th, td { padding-inline-end: 0.5rem; }
        }
        @media screen and (max-width: 30rem) {
          figure { padding-inline: 2.25rem 0; }
          figure.both { padding-inline-end: 2.5rem; }
          figcaption, figure.both figcaption { margin-inline: -2.25rem 0; }
          td .change { display: block; min-width: 0; }
        }
        @media print {
          :root {
            --page: #ffffff; --panel: #ffffff; --line: #c4c9cf; --grid: #dde1e6; --text: #000000; --muted: #444c56;
            --accent: #0b57b0; --ok: #14692f; --busy: #0b57b0; --warn: #7d4e00; --bad: #b3200f;
          }
          html { font-size: 9.5pt; }
          body { padding: 0; max-width: none; }
          a { color: inherit; text-decoration: none; }
          h2, h3, h4 { break-after: avoid; }
          figure, tr, .drift > li, .history > li, .tiles { break-inside: avoid; }
          thead { display: table-header-group; }
          summary { display: none; }
          details::details-content { content-visibility: visible; display: block; block-size: auto; }
        }

        """
}
