import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

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

/** The text of a page without its blocks of code, in which `#` starts a comment. */
const proseOf = (file: string) =>
	readFileSync(join(repository, file), 'utf8').replace(/^([ \t]*)```[^]*?^\1```$/gm, '');

/** Returns the anchors of a page's headings. It throws if the page does not exist. */
const anchorsOf = (file: string) =>
	[...proseOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading.trim()));

describe('the links that n8n shows as Docs', () => {
	it('exist for each node and credential', () => {
		expect(files.length).toBeGreaterThanOrEqual(13);
		for (const file of files) {
			const own = linksOf(readFileSync(join(repository, file), 'utf8')).filter((link) =>
				link.startsWith(homepage),
			);
			expect({ file, links: own.length > 0 }).toEqual({ file, links: true });
		}
	});

	it.each(files)('of %s lead to a page and a heading that exist', (file) => {
		for (const link of linksOf(readFileSync(join(repository, file), 'utf8'))) {
			const [page, anchor] = link.split('#');
			if (!page.startsWith(homepage)) continue;
			const target = page === homepage ? 'README.md' : page.slice(`${homepage}/blob/main/`.length);
			expect([...anchorsOf(target), 'readme', undefined]).toContain(anchor);
		}
	});
});

/** All pages, without records as they were written and generated ones. */
const pages = ['.', 'docs', 'docs/decisions', 'bench', 'test/breaks', 'test/n8n'].flatMap(
	(folder) =>
		readdirSync(join(repository, folder))
			.filter((name) => name.endsWith('.md'))
			.map((name) => join(folder, name)),
);

describe.each(pages)('%s', (page) => {
	const text = proseOf(page);

	it('links to pages and headings that exist', () => {
		const links = [...text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)].map(
			([, link, image]) => link ?? image,
		);
		const dead = links.filter((link) => {
			if (/^https?:/.test(link)) return false;
			const [path, anchor] = link.split('#');
			const target = path === '' ? page : relative('.', join(dirname(page), path));
			if (!existsSync(join(repository, target))) return true;
			return anchor !== undefined && !anchorsOf(target).includes(anchor);
		});
		expect(dead).toEqual([]);
	});

	it('names files that exist', () => {
		const paths = [
			...text.matchAll(/`((?:nodes|test|bench|docs|workflows|\.github)\/[\w./-]+\.\w+)`/g),
		];
		const missing = paths
			.map(([, path]) => path)
			.filter((path) => !existsSync(join(repository, path)));
		expect(missing).toEqual([]);
	});
});
