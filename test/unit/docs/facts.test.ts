import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(__dirname, '..', '..', '..');

/** Every mention of a page of facts or decisions in the sources, with the file that mentions it. */
const mentions = ['nodes', 'credentials', 'test', 'bench'].flatMap((folder) =>
	readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.flatMap((name) => {
			const file = join(folder, name);
			const text = readFileSync(join(repository, file), 'utf8');
			const pages = text.matchAll(/[\w./-]*(?:facts|decisions)\/[\w-]+\.(?:md|json)/g);
			return [...pages].map(([page]) => ({ file, page }));
		}),
);

describe('a page of facts that a comment cites', () => {
	it('exists in docs/facts or docs/decisions', () => {
		expect(mentions.length).toBeGreaterThan(20);
		const missing = mentions.filter(({ page }) => !existsSync(join(repository, page)));
		expect(missing).toEqual([]);
	});
});
