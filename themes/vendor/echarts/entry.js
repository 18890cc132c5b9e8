// What the charts of a report use, and nothing else: esbuild drops the rest.
export { init } from 'echarts/core';
import { use } from 'echarts/core';
import { LineChart, BarChart, ScatterChart } from 'echarts/charts';
import { GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, DataZoomInsideComponent } from 'echarts/components';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';

use([LineChart, BarChart, ScatterChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent,
  DataZoomInsideComponent, LabelLayout, CanvasRenderer]);
