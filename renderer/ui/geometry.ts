// Points and rectangles of the picture, in its own units: pixels at scale 1.
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}
