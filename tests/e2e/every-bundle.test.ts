// What "every bundle opens" shows its user, on a real sos report of the lab: a MAC searched in another
// spelling, an output that is absent and why, what to ask the customer for, and a cleaned bundle.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';

const scenario = 'lab/bundles/S06-qvb-unplugged-after/compute1';

afterAll(closeBrowser);

describe.skipIf(!hasBrowser || !hasShared)('a damaged sos report', () => {
  let folder: string;
  let report: string;
  let open: OpenPage;
  let page: Page;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coldtrace-bundle-'));
    const archive = readdirSync(sharedData(scenario)).find((name) => name.endsWith('.tar.xz')) ?? '';
    execFileSync('tar', ['xf', sharedData(scenario, archive), '-C', folder]);
    report = join(folder, readdirSync(folder)[0] ?? '');
    execFileSync('chmod', ['-R', 'u+rwX', report]);
    // As after a plugin that sos stopped: its outputs from some moment on were never written.
    const manifest = join(report, 'sos_reports/manifest.json');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace(
        /("openvswitch": *\{(?:(?!"timeout_hit").)*"timeout_hit": *)false/s,
        '$1true',
      ),
    );
    const outputs = join(report, 'sos_commands/openvswitch');
    for (const name of readdirSync(outputs)) if (/dump-flows.*br-tun/.test(name)) rmSync(join(outputs, name));
    const giant = `${'x'.repeat(900_000)}needle-far-inside${'y'.repeat(200_000)}\n`;
    appendFileSync(join(outputs, 'ovs-vsctl_-t_5_show'), giant);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    open = await openPage({ viewport: { width: 1280, height: 800 }, bundles: [report] });
    page = open.page;
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
  });
  afterEach(async () => {
    await closeClean(open);
  });

  it('finds a MAC in another spelling, from the palette to its line, and steps through the rest', async () => {
    const xml = join(report, 'sos_commands/virsh');
    const domain = readdirSync(xml).find((name) => name.includes('dumpxml')) ?? '';
    const mac = /mac address='([\da-f:]{17})'/.exec(readFileSync(join(xml, domain), 'utf8'))?.[1] ?? '';
    const others = mac
      .replaceAll(':', '')
      .replace(/^(....)(....)(....)$/, '$1.$2.$3')
      .toUpperCase();

    await page.keyboard.press('Control+k');
    await page.keyboard.type(others);
    await page.getByText(/^Text: \d+ lines in \d+ sources$/).waitFor();
    const first = page
      .getByRole('option')
      .filter({ has: page.locator('mark') })
      .first();
    expect((await first.locator('mark').first().textContent())?.slice(-8)).toBe(mac.slice(-8));
    await page.getByRole('option', { name: /^All \d+ lines, in Sources$/ }).waitFor();
    await first.click();

    const results = page.getByRole('tree', { name: 'Lines found' });
    await results.locator('mark.current').waitFor();
    const shown = page.locator('.line.asked');
    await shown.locator('mark.current').first().waitFor();
    const line = async (): Promise<string> => `${page.url().split('#')[1] ?? ''} ${await shown.innerText()}`;
    const one = await line();
    expect(one).toContain(mac.slice(-8));
    await open.screenshot('search');

    await page.keyboard.press('F3');
    await expect.poll(line).not.toBe(one);
    await page.keyboard.press('p');
    await expect.poll(line).toBe(one);

    // The address alone leads to the same line, with the same search.
    await page.reload();
    await shown.locator('mark.current').first().waitFor();
    expect(await line()).toBe(one);
    await page.keyboard.press('Escape');
    await page.getByRole('tree', { name: 'Sources' }).waitFor();
  });

  it('shows a find that is beyond the shown part of a giant line', async () => {
    await page.keyboard.press('5');
    await page.getByRole('textbox', { name: 'Search all text' }).fill('needle-far-inside');
    await page.getByText('1 line in 1 source').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/found at character 900,001/).waitFor();
    await page.getByText(/a line of 1,100,017 characters, cut after 4,000/).waitFor();
  });

  it('says why an output is absent, with the command that would show it', async () => {
    await page.keyboard.press('5');
    await page
      .getByRole('button', { name: /^× ?absent|absent \d/ })
      .first()
      .click();
    const tree = page.getByRole('tree', { name: 'Sources' });
    await tree
      .getByText(/^ovs-ofctl.*dump-flows_br-tun$/)
      .first()
      .click();
    await page.getByRole('heading', { name: 'Absent: its collection was stopped' }).waitFor();
    const pane = page.getByRole('region', { name: 'Raw text' });
    await pane.getByText(/sos stopped its plugin openvswitch/).waitFor();
    await pane.getByRole('button', { name: 'Copy' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^ovs-ofctl .*dump-flows br-tun$/,
    );
  });

  it('asks the customer: from the palette to a script that collects what is missing', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('ask the customer');
    await page.getByRole('option', { name: /Ask the customer/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'What to ask for: compute1' });
    const outputs = dialog.getByRole('list', { name: /^Outputs: \d+$/ });
    await outputs.getByText('ovs-ofctl dump-flows br-tun', { exact: true }).waitFor();
    await open.screenshot('ask');
    // The focus is on the script.
    await page.keyboard.press('Enter');
    await dialog.getByRole('status').getByText('Copied').waitFor();
    const script = await page.evaluate(() => navigator.clipboard.readText());
    expect(script).toMatch(/^#!\/bin\/sh\n/);
    expect(script).toContain('dump-flows br-tun');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});

describe.skipIf(!hasBrowser)('a bundle that sos cleaned', () => {
  it('is named as such', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldtrace-cleaned-'));
    const report = join(folder, 'sosreport-host0-obfuscated');
    mkdirSync(join(report, 'sos_commands/networking'), { recursive: true });
    writeFileSync(join(report, 'hostname'), 'host0\n');
    writeFileSync(
      join(report, 'sos_commands/networking/ip_-o_addr'),
      '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n',
    );
    const open = await openPage({ bundles: [report] });
    try {
      await open.page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
      await open.page.getByText(/MACs are replaced: nothing is joined by MAC/).waitFor();
      expect(await open.page.getByRole('cell').filter({ hasText: 'Cleaned by sos' }).count()).toBe(1);
      expect(open.complaints).toEqual([]);
    } finally {
      await open.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
