import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const PAGE =
	/^https:\/\/github\.com\/signed-events\/n8n-nodes-signed-events\/blob\/main\/(docs\/[a-z-]+\.md)$/;

interface Codex {
	alias: string[];
	resources: Record<string, Array<{ url: string }>>;
}

const nodes = readdirSync(join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.node.json'))
	.map(
		(file) => [file, JSON.parse(readFileSync(join(ROOT, 'nodes', file), 'utf8')) as Codex] as const,
	);
const credentials = readdirSync(join(ROOT, 'credentials')).map((file) => [
	file,
	/documentationUrl =\s*'([^']+)'/.exec(readFileSync(join(ROOT, 'credentials', file), 'utf8'))?.[1],
]);

/** n8n appends a query to the address. Behind a fragment, it would be part of the fragment. */
const isPage = (url = '') => {
	const [, page] = PAGE.exec(url) ?? [];
	return page !== undefined && existsSync(join(ROOT, page));
};

it.each(nodes)('the links of %s are pages without a fragment', (_file, { resources }) => {
	const urls = Object.values(resources).flatMap((links) => links.map(({ url }) => url));
	expect(urls.length).toBeGreaterThan(0);
	expect(urls.filter((url) => !isPage(url))).toEqual([]);
});

it.each(credentials)('the link of %s is a page without a fragment', (_file, url) => {
	expect(isPage(url)).toBe(true);
});

it.each([
	['orders', 4],
	['e-commerce', 4],
	['inventory', 4],
	['abandoned cart', 2],
	['dedupe', 2],
	['idempotency', 2],
	['svix', 3],
	['standard webhooks', 3],
])('a search for %s finds %i nodes', (words, count) => {
	expect(nodes.filter(([, { alias }]) => alias.includes(words))).toHaveLength(count);
});
