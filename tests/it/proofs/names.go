// Prints the exported names of the standard library's packages, as pkg.go.dev anchors them: path, a tab, Name or
// Type.Name. Arguments are import paths; a package alone on a line exists.
package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
)

func main() {
	for _, path := range os.Args[1:] {
		found, err := build.Import(path, "", 0)
		if err != nil {
			continue
		}
		fmt.Println(path)
		files := token.NewFileSet()
		var parsed []*ast.File
		for _, name := range append(found.GoFiles, found.CgoFiles...) {
			file, err := parser.ParseFile(files, filepath.Join(found.Dir, name), nil, parser.ParseComments)
			if err == nil {
				parsed = append(parsed, file)
			}
		}
		var mode doc.Mode
		if path == "builtin" {
			mode = doc.AllDecls
		}
		pkg, err := doc.NewFromFiles(files, parsed, path, mode)
		if err != nil {
			continue
		}
		values(path, pkg.Consts, pkg.Vars)
		funcs(path, "", pkg.Funcs)
		for _, typ := range pkg.Types {
			fmt.Printf("%s\t%s\n", path, typ.Name)
			values(path, typ.Consts, typ.Vars)
			funcs(path, "", typ.Funcs)
			funcs(path, typ.Name+".", typ.Methods)
			for _, spec := range typ.Decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					members(path, typ.Name, spec.Type)
				}
			}
		}
	}
}

func values(path string, groups ...[]*doc.Value) {
	for _, group := range groups {
		for _, value := range group {
			for _, name := range value.Names {
				fmt.Printf("%s\t%s\n", path, name)
			}
		}
	}
}

func funcs(path, prefix string, funcs []*doc.Func) {
	for _, f := range funcs {
		fmt.Printf("%s\t%s%s\n", path, prefix, f.Name)
	}
}

// members prints the fields of a struct and the methods of an interface.
func members(path, typ string, expr ast.Expr) {
	var list *ast.FieldList
	switch expr := expr.(type) {
	case *ast.StructType:
		list = expr.Fields
	case *ast.InterfaceType:
		list = expr.Methods
	default:
		return
	}
	for _, field := range list.List {
		for _, name := range field.Names {
			fmt.Printf("%s\t%s.%s\n", path, typ, name.Name)
		}
	}
}
