// What Slack's own types say of everything that the bot renders. The charts are newer than the types: their shape is
// written out here as Slack documents it.
import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import type { AppsManifestValidateArguments } from '@slack/web-api';

interface Point {
  label: string;
  value: number;
}

interface ChartBlock {
  type: 'data_visualization';
  block_id?: string;
  title: string;
  chart: {
    type: 'bar' | 'line' | 'area';
    series: { name: string; data: Point[] }[];
    axis_config: { categories: string[]; x_label?: string; y_label?: string };
  };
}

export type Modal = ModalView;
export type Home = HomeView;
export interface Message {
  text: string;
  blocks: (KnownBlock | ChartBlock)[];
  unfurl_links?: boolean;
  unfurl_media?: boolean;
}
export type Manifest = Exclude<AppsManifestValidateArguments['manifest'], string>;
