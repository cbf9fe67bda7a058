import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

jest.setTimeout(120_000);

type Import = [file: string, source: string];

const REFUSED: Import[] = [
	['nodes/SignedEvent/convert/x.ts', '../../Shopify/vendor'],
	['nodes/SignedEvent/x.ts', '../Shopify/vendor'],
	['nodes/Box/deep/er/x.ts', '../../../Ecwid/api'],
	['nodes/host/x.ts', '../Box/vendor'],
	['nodes/host/trigger/x.ts', '../../Box/vendor'],
	['nodes/core/x.ts', '../host/http'],
	['nodes/core/envelope/x.ts', '../../host/http'],
	['nodes/core/x.ts', '../../credentials/SignedEventsApi.credentials'],
	['nodes/core/envelope/x.ts', 'n8n-workflow'],
];
const ALLOWED: Import[] = [
	['nodes/SignedEvent/convert/x.ts', '../keys'],
	['nodes/SignedEvent/convert/x.ts', '../../core/json'],
	['nodes/Box/deep/er/x.ts', '../../../host/http'],
	['nodes/host/trigger/x.ts', '../../core/event'],
	['nodes/host/trigger/x.ts', '../http'],
	['nodes/core/envelope/x.ts', '../event'],
	['nodes/core/x.ts', 'zod'],
	['nodes/host/x.ts', 'n8n-workflow'],
];

/** How many complaints the linter has of each import; by a process, since Jest loads no such modules. */
function complaintsOf(imports: readonly Import[]): number[] {
	const script = join(__dirname, '..', 'lintImports.mjs');
	const { stdout, stderr } = spawnSync(process.execPath, [script], {
		input: JSON.stringify(imports),
		encoding: 'utf8',
	});
	if (stdout === '') throw new Error(stderr);
	return JSON.parse(stdout) as number[];
}

describe('the direction of imports, vendor -> host -> core, in every subfolder', () => {
	it('is held by the linter', () => {
		expect(complaintsOf(REFUSED)).toEqual(REFUSED.map(() => 1));
		expect(complaintsOf(ALLOWED)).toEqual(ALLOWED.map(() => 0));
	});
});
