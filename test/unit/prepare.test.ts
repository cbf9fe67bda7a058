/** `test/prepare.js`, which `npm start` runs first, in a checkout of its own with an npm that only says what it is called for. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

let root: string;

const LOCKED = {
	'': { name: 'checkout' },
	'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
	'node_modules/other-platform': { version: '1.0.0', integrity: 'sha512-o', optional: true },
};

function write(path: string, value: object): void {
	mkdirSync(join(root, path, '..'), { recursive: true });
	writeFileSync(join(root, path), JSON.stringify(value));
}

/** What `npm ci` leaves behind, without the packages themselves. */
const installed = (folder: string, packages: object) =>
	write(join(folder, 'node_modules', '.package-lock.json'), { packages });

/** Returns what the script prints: a line of its own for each folder that it installs. */
function prepare(): string {
	const PATH = `${join(root, 'bin')}${delimiter}${process.env.PATH}`;
	return execFileSync(process.execPath, [join(root, 'test', 'prepare.js')], {
		env: { ...process.env, PATH },
		encoding: 'utf8',
	});
}

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'prepare-'));
	write('package-lock.json', { packages: LOCKED });
	write('test/sandbox/shopify/package/package-lock.json', { packages: { '': {} } });
	cpSync(join(__dirname, '..', 'prepare.js'), join(root, 'test', 'prepare.js'));
	mkdirSync(join(root, 'bin'));
	writeFileSync(join(root, 'bin', 'npm'), '#!/bin/sh\nmkdir -p node_modules\necho "npm $1"\n');
	chmodSync(join(root, 'bin', 'npm'), 0o755);
	installed('.local/shopify-schema', {});
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

it('installs the packages once', () => {
	expect(prepare()).toMatch(/Installing the development packages[^]*npm ci/);
	expect(prepare()).toBe('');
});

it('installs nothing that a person has installed by npm ci', () => {
	installed('.', { 'node_modules/a': LOCKED['node_modules/a'] });
	expect(prepare()).toBe('');
});

it.each([
	['lacks a package', {}],
	['has another version', { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } }],
	['has another content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
])('installs again if node_modules %s', (_, packages) => {
	installed('.', packages);
	expect(prepare()).toContain('npm ci');
});
