/**
 * The package by n8n's own way: what a click on Settings > Community Nodes > Install does, and what
 * Uninstall leaves. Only npm's registry is stood in for, since the package is not published: an `npm`
 * before the real one hands out the packed tarball.
 */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startN8n, type N8n } from './support/n8n';
import { packPackage } from './install/pack';
import { repository } from './install/places';

const {
	name,
	version,
	n8n: registered,
} = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
	name: string;
	version: string;
	n8n: { nodes: string[]; credentials: string[] };
};
const TRIGGER = `${name}.wooCommercePollTrigger`;

let n8n: N8n;
let folder: string;

beforeAll(async () => {
	const { tarball } = await packPackage();
	folder = mkdtempSync(join(tmpdir(), 'npm-'));
	const npm = join(folder, 'npm');
	writeFileSync(
		npm,
		[
			'#!/bin/sh',
			'case "$1" in',
			`pack) cp '${tarball}' . && basename '${tarball}' ;;`,
			`view) echo '"${version}"' ;;`,
			'*) PATH="${PATH#*:}" exec npm "$@" ;;',
			'esac',
		].join('\n'),
	);
	chmodSync(npm, 0o755);
	n8n = await startN8n({
		packages: [],
		credentials: [],
		workflows: [],
		environment: { PATH: `${folder}:${process.env.PATH}` },
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	rmSync(folder, { recursive: true, force: true });
}, 60_000);

const installed = () => join(n8n.userFolder, '.n8n', 'nodes', 'node_modules', name);

/** Whether n8n knows the trigger's type. */
async function isKnown(): Promise<boolean> {
	const nodeInfos = [{ name: TRIGGER, version: 1 }];
	return (await n8n.rest('POST', '/rest/node-types', { nodeInfos })).status === 200;
}

/** The rows of n8n's own records of community packages. */
async function records(): Promise<unknown[]> {
	return await n8n.query('SELECT packageName, installedVersion FROM installed_packages');
}

it('is absent at first', async () => {
	expect(await isKnown()).toBe(false);
});

it("is installed by n8n's own installer, with all its nodes and no dependency", async () => {
	const { status, body } = await n8n.rest('POST', '/rest/community-packages', { name });
	expect({ status, body }).toMatchObject({ status: 200 });
	const { data } = body as { data: { installedNodes: Array<{ type: string }> } };
	expect(data.installedNodes).toHaveLength(registered.nodes.length);
	expect(await records()).toEqual([{ packageName: name, installedVersion: version }]);
	expect(await isKnown()).toBe(true);
	expect(existsSync(join(installed(), 'node_modules'))).toBe(false);
}, 120_000);

it('works without a restart: a workflow with it is saved and reports missing fields', async () => {
	const node = { id: 'a', name: 'Poll', type: TRIGGER, typeVersion: 1, position: [0, 0] };
	const parameters = { resources: ['orders'], pollTimes: { item: [{ mode: 'everyMinute' }] } };
	const created = await n8n.rest('POST', '/rest/workflows', {
		name: 'installed',
		nodes: [{ ...node, parameters }],
		connections: {},
		settings: { executionOrder: 'v1' },
	});
	expect(created.status).toBe(200);
	const { id, versionId } = (created.body as { data: { id: string; versionId: string } }).data;
	const activated = await n8n.rest('POST', `/rest/workflows/${id}/activate`, { versionId });
	expect(JSON.stringify(activated.body)).toMatch(/credential/i);
}, 60_000);

it('is uninstalled without a trace', async () => {
	const { status } = await n8n.rest('DELETE', `/rest/community-packages?name=${name}`);
	expect(status).toBe(200);
	expect(await isKnown()).toBe(false);
	expect(await records()).toEqual([]);
	expect(existsSync(installed())).toBe(false);
	const manifest = join(n8n.userFolder, '.n8n', 'nodes', 'package.json');
	expect(readFileSync(manifest, 'utf8')).not.toContain(name);
	await n8n.restart();
	expect(await isKnown()).toBe(false);
}, 120_000);
