<?php
/* Each line of stdin, a JSON list of wikitexts -> a line of stdout, a JSON list of HTML; each text is parsed as a talk page of its own. */

require_once getenv( 'MW_INSTALL_PATH' ) . '/maintenance/Maintenance.php';

class ParseMany extends Maintenance {
	public function execute() {
		$parser = MediaWiki\MediaWikiServices::getInstance()->getParserFactory()->create();
		$options = ParserOptions::newFromAnon();
		$title = Title::newFromText( 'Talk:Parsed' );
		while ( ( $line = fgets( STDIN ) ) !== false ) {
			$html = [];
			foreach ( json_decode( $line, true, 8, JSON_THROW_ON_ERROR ) as $wikitext ) {
				$html[] = $parser->parse( $wikitext, $title, $options )
					->getText( [ 'unwrap' => true, 'enableSectionEditLinks' => false ] );
			}
			echo json_encode( $html, JSON_THROW_ON_ERROR ), "\n";
			flush();
		}
	}
}

$maintClass = ParseMany::class;
require_once RUN_MAINTENANCE_IF_MAIN;
