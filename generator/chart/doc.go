// Package chart is a leaf of the present stage: it turns one small typed
// description of a chart, a [Spec], into what a page needs of it.
//
//	report.Report → Spec → SVG           static drawing, always in the page
//	                     → EChartsJSON   options for the optional interaction
//	                     → Table         the data itself, for <details> and CSV
//	                     → Describe      a sentence or two for <desc>
//
// It computes no figure and formats none that the caller could format better:
// labels arrive as text. It knows nothing of teams, budgets or files.
//
// # How a chart is drawn
//
// Horizontal positions are per cent of the width, vertical ones pixels, so that
// text keeps its size at any width; curves sit in a nested, stretched <svg>
// whose strokes do not scale. Nothing carries a style attribute, a script or an
// event handler, so the drawing stands under a strict content policy.
//
// Labels are laid out by a placer (place.go) for three ranges of width. A label
// that finds no room in one of them is left out there and only there.
//
// # Classes that the theme must style
//
// Structure: ch (the drawing), pl (a stretched curve box), gg (a mark's box),
// am, ae (text anchor middle, end), halo (text with a paper outline), b, lg, s2
// (bold, large, secondary text).
// Lines: gl, ax, da, tick, tickh, stem, gap, ld (leader line).
// Fills and strokes by tone: f-*, s-*, a-* (areas under curves), t-* (text),
// on-* (text on a fill), with * one of ink, mid, over, risk,
// ok, none; dot, dot co, dot nod, dot op (incident dots).
// Widths: w (hidden up to 520 px), w2 (hidden up to 720), nw (hidden above 520),
// nw2 (hidden above 720), all by container query on the figure.
//
// Beyond the drawn pages these are new and need the following rules:
//
//	@container (min-width: 720.1px) { .ch .nw2 { display: none } }
//	.ch a { text-decoration: none; cursor: pointer }
//	.ch a:hover text, .ch a:focus-visible text { text-decoration: underline }
//	.ch a:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px }
//	.band { fill: var(--wash) } .band-over { fill: var(--over-w) } .band-risk { fill: var(--risk-w) } .band-ok { fill: var(--ok-w) }
//	.band-none { fill: none; stroke: var(--none); stroke-dasharray: 3 4 }
//	.pl .pts { stroke: var(--dot); stroke-width: 4.8; stroke-linecap: round }
//	.pl .s-mid { stroke: var(--dot) } .pl .s-none { stroke: var(--none); stroke-dasharray: 3 4 }
//	.pl .a-mid, .pl .a-ink, .pl .a-none { fill: var(--wash) }
//	.dot.over { fill: var(--over) } .dot.risk { fill: var(--risk) } .dot.ok { fill: var(--ok) }
//	.open { fill: none; stroke: var(--ink); stroke-width: 1.5 }
//	.nodata { fill: none; stroke: var(--none); stroke-width: 1.25; stroke-dasharray: 2 2 }
//	.sep { stroke: var(--paper); stroke-width: 1 }
//	figure[data-chart] { position: relative }
package chart
