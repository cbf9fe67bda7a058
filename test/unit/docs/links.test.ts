import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(__dirname, '..', '..', '..');
const { homepage } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
	homepage: string;
};

const files = ['nodes', 'credentials']
	.flatMap((folder) =>
		readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
			join(folder, name),
		),
	)
	.filter((name) => /\.node\.json$|\.credentials\.ts$/.test(name));

const linksOf = (text: string) => [...text.matchAll(/https:\/\/[^\s"'`]+/g)].map(([link]) => link);

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
		.replace(/\s/g, '-');

/** The headings of the README, or of a page of docs/; a page that is not there fails the test. */
function anchorsOf(page: string): string[] {
	const file = page === homepage ? 'README.md' : page.slice(`${homepage}/blob/main/`.length);
	const text = readFileSync(join(repository, file), 'utf8');
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading.trim()));
}

describe('the links that n8n shows as Docs', () => {
	it('are there for each node and credential', () => {
		expect(files.length).toBeGreaterThanOrEqual(13);
		for (const file of files) {
			const own = linksOf(readFileSync(join(repository, file), 'utf8')).filter((link) =>
				link.startsWith(homepage),
			);
			expect({ file, links: own.length > 0 }).toEqual({ file, links: true });
		}
	});

	it.each(files)('of %s lead to a page and a heading that are there', (file) => {
		for (const link of linksOf(readFileSync(join(repository, file), 'utf8'))) {
			const [page, anchor] = link.split('#');
			if (!page.startsWith(homepage)) continue;
			expect([...anchorsOf(page), 'readme', undefined]).toContain(anchor);
		}
	});
});
