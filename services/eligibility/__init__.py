"""形式资格审查: the machine's findings and the examiner's verdict, side by side and stored apart."""
