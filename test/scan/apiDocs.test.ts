import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** Returns the text of each Markdown file below a folder, by its path. */
function pagesOf(folder: string): Array<[path: string, text: string]> {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.md'))
		.sort()
		.map((path) => [path, readFileSync(join(folder, path), 'utf8')]);
}

it('docs/api is what typedoc writes for the public API (npm run docs)', () => {
	const folder = mkdtempSync(join(tmpdir(), 'signed-events-api-'));
	try {
		const typedoc = join(root, 'node_modules', '.bin', 'typedoc');
		const { status, stderr } = spawnSync(typedoc, ['--out', folder], {
			cwd: root,
			encoding: 'utf8',
		});
		expect({ status, stderr }).toMatchObject({ status: 0 });
		expect(pagesOf(join(root, 'docs', 'api'))).toEqual(pagesOf(folder));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}, 120_000);
