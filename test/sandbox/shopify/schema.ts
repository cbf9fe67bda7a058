import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

/** Where `test/prepare.js` puts it; the package exports no path to its data. */
const DATA = path.resolve(
	__dirname,
	'../../../.local/shopify-schema/node_modules/@shopify/dev-mcp/dist/data',
);

/** The versions that Shopify serves on 2026-11-21, the oldest first. */
export const API_VERSIONS = ['2026-01', '2026-04', '2026-07', '2026-10', 'unstable'] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

/** Shopify's own description of its Admin API, as its development tools carry it. */
function readIntrospection(version: ApiVersion): IntrospectionQuery {
	const packed = readFileSync(path.join(DATA, `admin_${version}.json.gz`));
	return (JSON.parse(gunzipSync(packed).toString('utf8')) as { data: IntrospectionQuery }).data;
}

const schemas = new Map<ApiVersion, GraphQLSchema>();

/** The official schema, ready to execute; made once a process, which takes a moment. */
export function adminSchema(version: ApiVersion): GraphQLSchema {
	const known = schemas.get(version);
	if (known) return known;
	const schema = buildClientSchema(readIntrospection(version), { assumeValid: true });
	schemas.set(version, schema);
	return schema;
}
