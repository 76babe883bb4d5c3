// How a node of a pipeline is called, in the picture, its table and the inspector: in the words of flows where
// they have one, else in those of the language.
import type { PipelineNode } from '../../shared/pipeline/pipeline.ts';
import { tableText } from '../../shared/openflow/table-id.ts';
import { t } from '../state/locale.svelte.ts';

/** `table 20`, `gre-1`, `NORMAL`, `dropped`. */
export function nodeName(node: PipelineNode): string {
  switch (node.kind) {
    case 'table':
      return t('pipeline.table', { table: node.table === null ? '?' : tableText(node.table) });
    case 'port':
    case 'output':
    case 'patch':
      return node.port ?? '?';
    case 'any-port':
      return t('pipeline.anyPort');
    case 'in-port':
      return 'IN_PORT';
    case 'normal':
    case 'flood':
    case 'all':
    case 'controller':
      return node.kind.toUpperCase();
    case 'group':
      return t('pipeline.group', { group: node.name ?? '?' });
    case 'field':
      return t('pipeline.field', { field: node.name ?? '?' });
    case 'drop':
    case 'return':
    case 'miss':
    case 'opaque':
      return t(`pipeline.${node.kind}`);
  }
}

/** With its bridge where the pipeline has several; with its table where the name alone does not say which. */
export function longName(node: PipelineNode, withBridge: boolean): string {
  const place = node.kind === 'drop' || node.kind === 'return' || node.kind === 'miss';
  const table =
    place && node.table !== null ? ` (${t('pipeline.table', { table: tableText(node.table) })})` : '';
  const name = `${nodeName(node)}${table}`;
  return withBridge ? `${node.bridge} ${name}` : name;
}
