import { readFileSync } from 'node:fs';

import { PARAMETERS } from '../../../nodes/SignedEvent/convert/parameters';
import { DOCUMENT, withCurrentTable } from '../../docs/parameterTable';

describe('docs/cloud-elements.md', () => {
	const document = readFileSync(DOCUMENT, 'utf8');

	// If this fails: npx tsx test/docs/parameterTable.ts
	it('has the table that the code generates', () => {
		expect(document).toBe(withCurrentTable(document));
		for (const { key } of PARAMETERS) expect(document).toContain(`| \`${key}\` |`);
	});
});
