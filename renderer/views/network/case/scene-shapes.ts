// What a scene of the case's picture consists of, and what it is made from: boxes, lines, texts, in the picture's pixels.
import type { Knowledge } from '../../../../shared/network/model.ts';
import type { Point, Rect } from '../../../ui/geometry.ts';
import type { Tone } from '../../../ui/signs.ts';
import type { NetworkSign } from '../network-signs.ts';
import type { CasePicture, PlacedBar, PlacedHost, PlacedTunnel } from './case-layout.ts';
import type { InsidePicture } from './inside-layout.ts';

export interface SceneView {
  /** Screen pixels per picture pixel. */
  readonly scale: number;
  readonly visible: Rect;
}

export type BoxShape =
  'host' | 'peer' | 'bar' | 'mesh' | 'group' | 'cell' | 'namespace' | 'bridge' | 'nic' | 'chip' | 'stub';

export interface SceneBox extends Rect {
  readonly kind: 'box';
  /** Unique in the scene. */
  readonly id: string;
  /** What a click on it means; null where it belongs to what is behind it. */
  readonly key: string | null;
  readonly shape: BoxShape;
  /** 1 … 8; null for none. */
  readonly colour: number | null;
  readonly status: Knowledge;
  /** What became of it since other snapshots; null for nothing, or where that is not shown. */
  readonly change: SceneChange | null;
}

export interface SceneLine {
  readonly kind: 'line';
  readonly id: string;
  readonly key: string | null;
  readonly points: readonly Point[];
  readonly shape: 'tunnel' | 'drop' | 'trunk' | 'inner' | 'carried';
  readonly status: Knowledge;
  /** An end of it is down, or one that Open vSwitch could not make. */
  readonly down: boolean;
  readonly change: SceneChange | null;
}

export interface SceneText {
  readonly id: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly size: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly tone: 'strong' | 'plain' | 'quiet' | 'ok' | 'error' | 'warning' | 'chip';
  readonly mono: boolean;
  /** Of something that is there no more. */
  readonly struck: boolean;
  /** Written over other things. */
  readonly rim: boolean;
}

export interface Scene {
  /** In the order they lie on each other. */
  readonly shapes: readonly (SceneBox | SceneLine)[];
  readonly texts: readonly SceneText[];
}

/** The words of the picture, in the user's language. */
export interface SceneWords {
  /** What a host is and has, the most important first. */
  readonly hostLines: (host: PlacedHost['host']) => readonly string[];
  readonly outside: string;
  readonly barText: (of: PlacedBar['of']) => string;
  readonly tunnelText: (tunnel: PlacedTunnel['tunnel']) => readonly string[];
  /** What a tunnel carries; null while that is not known. */
  readonly carries: (id: string) => string | null;
  readonly noNetwork: string;
}

/** What is told of a change at the thing itself. */
export interface SceneChange {
  readonly sign: string;
  readonly tone: Tone;
  readonly gone: boolean;
  /** Of an instance that moved: the host where it was, or is. */
  readonly other: string | null;
}

/** What is to be told at a host: how many findings and the worst one's sign. */
export interface HostMark {
  readonly text: string;
  readonly tone: 'error' | 'warning' | 'quiet';
}

export interface SceneInput {
  readonly picture: CasePicture;
  /** By host id. */
  readonly insides: ReadonlyMap<string, InsidePicture>;
  /** Tunnels of a mesh that are drawn because the user looks at them. */
  readonly extra: readonly PlacedTunnel[];
  readonly signs: ReadonlyMap<string, NetworkSign>;
  /** By host id: the name without what the names of all hosts begin with. */
  readonly shortNames: ReadonlyMap<string, string>;
  /** By host id: the networks it has ports of. */
  readonly networksAt: ReadonlyMap<string, readonly string[]>;
  readonly marks: ReadonlyMap<string, HostMark>;
  /** By key, of what changed. */
  readonly changes: ReadonlyMap<string, SceneChange>;
  readonly words: SceneWords;
}
