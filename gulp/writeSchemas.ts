/*
 * Writes the schemas and types that are made from the schemas of `nodes/core`, and the sample events: into `dist` for
 * the build, or with `--sources` into the repository.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { INodeType } from 'n8n-workflow';
import { format, resolveConfig } from 'prettier';

import packageJson from '../package.json';
import { nodeSchemas } from './nodeSchemas';
import { sampleFiles } from './samples';
import { receiverTypes, schemaFiles } from './schemaFiles';

const ROOT = join(__dirname, '..');
const TYPES = 'nodes/core/envelope/signedEvent.ts';

function write(path: string, text: string): void {
	const file = join(ROOT, path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
}

const writeJson = (path: string, content: object) =>
	write(path, `${JSON.stringify(content, null, '\t')}\n`);

async function writeSources(): Promise<void> {
	for (const [name, content] of schemaFiles(packageJson))
		writeJson(`docs/schemas/${name}`, content);
	for (const [name, events] of await sampleFiles()) writeJson(`docs/samples/${name}`, events);
	const options = await resolveConfig(join(ROOT, TYPES));
	write(TYPES, await format(receiverTypes(), { ...options, filepath: TYPES }));
}

async function writeBuild(): Promise<void> {
	for (const [name, content] of schemaFiles(packageJson))
		writeJson(`dist/schemas/${name}`, content);
	for (const [name, events] of await sampleFiles()) writeJson(`dist/samples/${name}`, events);
	for (const file of packageJson.n8n.nodes) {
		const source = join(ROOT, file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
		const [Node] = Object.values((await import(source)) as Record<string, new () => INodeType>);
		for (const [path, schema] of nodeSchemas(file, new Node().description)) writeJson(path, schema);
	}
}

void (process.argv.includes('--sources') ? writeSources() : writeBuild());
