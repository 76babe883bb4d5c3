// What the interface's files are served with in both hosts: content types by their endings, and
// headers that let a page load its own files and nothing else.
import { createHash } from 'node:crypto';
import { reportStyle } from '../shared/report/html-style.ts';
import { reportPolicy } from '../shared/report/report-policy.ts';

/**
 * Content Security Policy of every page and worker: files of this origin only, no inline code, no inline style but
 * that of the report, which is shown in a frame of the page; no eval, no framing, no form that leaves. `'self'` in connect-src covers the WebSocket.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' 'sha256-${createHash('sha256').update(reportStyle).digest('base64')}'`,
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');

export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  'Cache-Control': 'no-store',
};

/** Of a report that is printed: its own styles and pictures, and no script. */
export const reportHeaders: Readonly<Record<string, string>> = {
  ...securityHeaders,
  'Content-Security-Policy': reportPolicy,
  'Content-Type': 'text/html; charset=utf-8',
};

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff: 'font/woff',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
};

/** The content type of a file of the interface; bytes when its ending is not known. */
export function contentTypeOf(name: string): string {
  return contentTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}
