import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

describe('the packed package', () => {
	let folder: string;
	let unpacked: string;

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'signed-events-scan-'));
		execFileSync('npm', ['pack', '--loglevel=error', '--pack-destination', folder], { cwd: root });
		const [tarball] = readdirSync(folder);
		execFileSync('tar', ['xzf', tarball], { cwd: folder });
		unpacked = join(folder, 'package');
	}, 60_000);

	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it("passes n8n's scan, its sources and its tarball", () => {
		const { status, stdout } = spawnSync(
			process.execPath,
			[join(__dirname, 'scan.mjs'), root, unpacked],
			// Under jest's NODE_ENV nodes-base's rules look for their own fixtures' file names.
			{ encoding: 'utf8', env: { ...process.env, NODE_ENV: '' } },
		);
		expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
	}, 120_000);

	it('has each file that package.json names to n8n', () => {
		const { n8n } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
		for (const file of [...n8n.nodes, ...n8n.credentials])
			expect(readFileSync(join(unpacked, file), 'utf8')).toContain('exports.');
	});

	it('brings no run-time dependency', () => {
		const { dependencies = {} } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
		expect(dependencies).toEqual({});
	});
});
