/**
 * n8n's own scan of community packages, run on a folder instead of a published name.
 *
 * node scan.mjs <source folder> <unpacked tarball>
 */
import path from 'node:path';

import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [source, tarball] = process.argv.slice(2).map((folder) => path.resolve(folder));
const results = [
	await analyzePackage(source, SOURCE_FILE_PATTERNS),
	await analyzePackage(tarball, ['**/*.js', 'package.json']),
];
for (const { passed, message, details } of results)
	if (!passed) console.log(message, details ?? '');
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
