//! What can be wrong with the files of a plan, each in one sentence that says what to write instead.
//!
//! The French is a draft that no speaker has reviewed. Names of files and columns are never translated.

/// What can be wrong with an imported file.
#[derive(Clone, Copy)]
pub struct ImportWords {
    pub unknown_file: &'static str,
    pub not_text: &'static str,
    pub empty_file: &'static str,
    pub missing_column: &'static str,
    pub column_twice: &'static str,
    pub unknown_column: &'static str,
    pub extra_cell: &'static str,
    pub blank: &'static str,
    /// The most characters.
    pub text_too_long: fn(&str) -> String,
    pub text_control: &'static str,
    pub card_empty: &'static str,
    /// The most characters.
    pub card_too_long: fn(&str) -> String,
    pub card_character: &'static str,
    /// The least and the greatest number.
    pub number: fn(&str, &str) -> String,
    /// The greatest number of degrees.
    pub degrees: fn(&str) -> String,
    pub half_a_place: &'static str,
    pub date: &'static str,
    pub ends_before_start: &'static str,
    pub offset: &'static str,
    /// The words that are known.
    pub word: fn(&str) -> String,
    pub operation_incomplete: &'static str,
    pub languages: &'static str,
    pub components: &'static str,
    pub entitlements: &'static str,
    pub brackets: &'static str,
    /// The item's code.
    pub item_twice: fn(&str) -> String,
    /// The table and the code.
    pub unknown_code: fn(&str, &str) -> String,
    /// The file and the row.
    pub duplicate: fn(&str, &str) -> String,
    pub kit_in_itself: &'static str,
    pub reserved_code: &'static str,
    pub row_too_long: &'static str,
}

impl ImportWords {
    pub(super) const ENGLISH: Self = Self {
        unknown_file: "The file is none of operation, settlements, items, rounds, targets, households, facilities. Name it so, or keep the headings.",
        not_text: "The file is not UTF-8 text. Save it as “CSV UTF-8”.",
        empty_file: "The file is empty.",
        missing_column: "The column is missing.",
        column_twice: "Two columns have this heading.",
        unknown_column: "Lantern does not know this column; it is left out.",
        extra_cell: "The row has more cells than there are headings.",
        blank: "The cell is blank.",
        text_too_long: |most| format!("At most {most} characters."),
        text_control: "There is a line break or another control character in it.",
        card_empty: "The card number has no letter and no digit.",
        card_too_long: |most| format!("A card number has at most {most} characters."),
        card_character: "A card number has only letters, digits, blanks and dashes.",
        number: |least, most| format!("Not a whole number from {least} to {most}."),
        degrees: |most| format!("Not degrees from -{most} to {most}, such as 9.52."),
        half_a_place: "Latitude and longitude only make sense together.",
        date: "Not a date written as year-month-day, such as 2026-11-01.",
        ends_before_start: "The round ends before it starts.",
        offset: "Not an offset from UTC, such as +03:00.",
        word: |words| format!("Not one of: {words}."),
        operation_incomplete: "A first plan needs both name and utc_offset.",
        languages: "Not languages of two letters each, such as en|so.",
        components: "Not written as ITEM:count|ITEM:count.",
        entitlements: "Not written as ITEM:quantity/basis|…, with the basis household, person, facility or such as 2 people.",
        brackets: "Not standard, none, or the first years of the age brackets, rising, such as 0|18|60.",
        item_twice: |item| format!("{item} stands there twice."),
        unknown_code: |table, code| format!("{code} is in no {table} of the plan or of these files."),
        duplicate: |file, row| format!("The same as in row {row} of {file}."),
        kit_in_itself: "The kit contains itself.",
        reserved_code: "No code may begin like this.",
        row_too_long: "The row is too long. Shorten its note or its lists.",
    };

    pub(super) const FRENCH: Self = Self {
        unknown_file: "Le fichier n’est ni operation, ni settlements, items, rounds, targets, households ou facilities. Donnez-lui l’un de ces noms, ou gardez les en-têtes.",
        not_text: "Le fichier n’est pas du texte UTF-8. Enregistrez-le comme « CSV UTF-8 ».",
        empty_file: "Le fichier est vide.",
        missing_column: "La colonne manque.",
        column_twice: "Deux colonnes ont cet en-tête.",
        unknown_column: "Lantern ne connaît pas cette colonne ; elle est laissée de côté.",
        extra_cell: "La ligne a plus de cellules qu’il n’y a d’en-têtes.",
        blank: "La cellule est vide.",
        text_too_long: |most| format!("{most} caractères au plus."),
        text_control: "Il s’y trouve un saut de ligne ou un autre caractère de contrôle.",
        card_empty: "Le numéro de carte n’a ni lettre ni chiffre.",
        card_too_long: |most| format!("Un numéro de carte a au plus {most} caractères."),
        card_character: "Un numéro de carte n’a que des lettres, des chiffres, des espaces et des tirets.",
        number: |least, most| format!("Pas un nombre entier de {least} à {most}."),
        degrees: |most| format!("Pas des degrés de -{most} à {most}, par exemple 9.52."),
        half_a_place: "Latitude et longitude n’ont de sens qu’ensemble.",
        date: "Pas une date écrite année-mois-jour, par exemple 2026-11-01.",
        ends_before_start: "Le cycle finit avant de commencer.",
        offset: "Pas un décalage par rapport à UTC, par exemple +03:00.",
        word: |words| format!("Pas l’un de ces mots : {words}."),
        operation_incomplete: "Un premier plan a besoin de name et de utc_offset.",
        languages: "Pas des langues de deux lettres chacune, par exemple en|so.",
        components: "Pas écrit ARTICLE:nombre|ARTICLE:nombre.",
        entitlements: "Pas écrit ARTICLE:quantité/base|…, avec pour base household, person, facility ou par exemple 2 people.",
        brackets: "Ni standard, ni none, ni les premières années des tranches d’âge, croissantes, par exemple 0|18|60.",
        item_twice: |item| format!("{item} y figure deux fois."),
        unknown_code: |table, code| format!("{code} n’est dans aucun {table} du plan ou de ces fichiers."),
        duplicate: |file, row| format!("Identique à la ligne {row} de {file}."),
        kit_in_itself: "Le kit se contient lui-même.",
        reserved_code: "Aucun code ne peut commencer ainsi.",
        row_too_long: "La ligne est trop longue. Raccourcissez sa note ou ses listes.",
    };
}
